from django.urls import path

from interventions.plans.views import beginning, changes, goals, plan, record

app_name = "plans"
urlpatterns = [
    path("plans/<uuid:plan_id>/", plan.plan, name="plan"),
    path("plans/<uuid:plan_id>/record/", plan.plan_record, name="plan-record"),
    path("plans/<uuid:plan_id>/goals/", plan.plan_goals, name="plan-goals"),
    path("plans/<uuid:plan_id>/agreement/", plan.plan_agreement, name="plan-agreement"),
    path("plans/<uuid:plan_id>/plan.pdf", plan.as_pdf, name="plan-pdf"),
    path("plans/<uuid:plan_id>/for/<uuid:client_id>/plan.pdf", plan.for_client, name="plan-for-client"),
    path("plans/<uuid:plan_id>/exit/", changes.record_exit, name="plan-exit"),
    path("plans/<uuid:plan_id>/phase/", changes.move, name="plan-phase"),
    path("plans/<uuid:plan_id>/cautions/", changes.review, name="plan-cautions"),
    path("plans/<uuid:plan_id>/health/", changes.review_health, name="plan-health"),
    path("plans/<uuid:plan_id>/formulation/", changes.formulation, name="plan-formulation"),
    path("plans/<uuid:plan_id>/agreed/", changes.agree, name="plan-agreed"),
    path("plans/<uuid:plan_id>/specialist/", changes.specialist, name="plan-specialist"),
    path("plans/<uuid:plan_id>/pause/", changes.pause, name="plan-pause"),
    path("plans/<uuid:plan_id>/change/", changes.change, name="plan-change"),
    path("plans/<uuid:plan_id>/overrides/<uuid:override_id>/seen/", changes.see, name="override-seen"),
    path("plans/<uuid:plan_id>/goals/<slug:kind>/new/", goals.goal_new, name="goal-new"),
    path("plans/<uuid:plan_id>/goals/<uuid:goal_id>/", goals.goal_rate, name="goal-rate"),
    path("plans/<uuid:plan_id>/record/<slug:kind>/", record.row_new, name="row-new"),
    path("plans/<uuid:plan_id>/record/<slug:kind>/<uuid:row_id>/", record.row_edit, name="row-edit"),
    path("plans/<uuid:plan_id>/record/<slug:kind>/<uuid:row_id>/remove/", record.row_remove, name="row-remove"),
    path("clients/<uuid:client_id>/plan/", beginning.assign, name="plan-new"),
]
