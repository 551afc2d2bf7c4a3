"""Which form belongs to which act of an inquiry, in the order of an inquiry's life."""

from holdfire.record import acts
from holdfire.site.views.inquiry_form import ActForm
from holdfire.site.views.inquiry_forms_case import (
    Appeal,
    DecideAppeal,
    Erratum,
    Judge,
    Name,
    Open,
    Release,
    ReviewErratum,
    Withdraw,
)
from holdfire.site.views.inquiry_forms_evidence import (
    Answer,
    Ask,
    Deposit,
    GiveBack,
    Inspect,
    Offer,
    PlanVisit,
    PutSilence,
    Remind,
    ReportVisit,
    TakeOver,
)
from holdfire.site.views.inquiry_forms_finding import (
    Comment,
    Dissent,
    Draft,
    KeepDraft,
    Publish,
    Recall,
    Sign,
    Submit,
    Suppose,
    Weigh,
)

FORMS: dict[type[acts.Act], type[ActForm]] = {
    form.kind: form
    for form in (
        Judge, Withdraw, Name, Release, Open, Deposit, Offer, TakeOver, Inspect, GiveBack, Ask, Remind,
        Answer, PutSilence, PlanVisit, ReportVisit, Suppose, Weigh, KeepDraft, Draft, Comment, Submit,
        Recall, Sign, Dissent, Publish, Erratum, ReviewErratum, Appeal, DecideAppeal,
    )
}  # fmt: skip
BY_SLUG = {form.slug(): form for form in FORMS.values()}
