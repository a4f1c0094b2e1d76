from django.urls import path

from clients.on_call import views

app_name = "on_call"
urlpatterns = [
    path("practice/on-call/", views.rota, name="on-call"),
    path("practice/on-call/shifts/", views.shift_new, name="shift-new"),
    path("practice/on-call/shifts/<uuid:shift_id>/remove/", views.shift_remove, name="shift-remove"),
    path("practice/on-call/exceptions/", views.exception_new, name="exception-new"),
    path("practice/on-call/exceptions/<uuid:exception_id>/remove/", views.exception_remove, name="exception-remove"),
]
