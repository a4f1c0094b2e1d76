from django.urls import path

from interventions.plans import views

app_name = "plans"
urlpatterns = [
    path("plans/<uuid:plan_id>/", views.plan, name="plan"),
    path("plans/<uuid:plan_id>/plan.pdf", views.as_pdf, name="plan-pdf"),
    path("plans/<uuid:plan_id>/for/<uuid:client_id>/plan.pdf", views.for_client, name="plan-for-client"),
    path("plans/<uuid:plan_id>/exit/", views.record_exit, name="plan-exit"),
    path("plans/<uuid:plan_id>/phase/", views.move, name="plan-phase"),
    path("plans/<uuid:plan_id>/cautions/", views.review, name="plan-cautions"),
    path("plans/<uuid:plan_id>/formulation/", views.formulation, name="plan-formulation"),
    path("plans/<uuid:plan_id>/agreed/", views.agree, name="plan-agreed"),
    path("plans/<uuid:plan_id>/specialist/", views.specialist, name="plan-specialist"),
    path("plans/<uuid:plan_id>/pause/", views.pause, name="plan-pause"),
    path("plans/<uuid:plan_id>/change/", views.change, name="plan-change"),
    path("plans/<uuid:plan_id>/overrides/<uuid:override_id>/seen/", views.see, name="override-seen"),
    path("plans/<uuid:plan_id>/goals/<slug:kind>/new/", views.goal_new, name="goal-new"),
    path("plans/<uuid:plan_id>/goals/<uuid:goal_id>/", views.goal_rate, name="goal-rate"),
    path("plans/<uuid:plan_id>/record/<slug:kind>/", views.row_new, name="row-new"),
    path("plans/<uuid:plan_id>/record/<slug:kind>/<uuid:row_id>/", views.row_edit, name="row-edit"),
    path("plans/<uuid:plan_id>/record/<slug:kind>/<uuid:row_id>/remove/", views.row_remove, name="row-remove"),
    path("clients/<uuid:client_id>/plan/", views.assign, name="plan-new"),
]
