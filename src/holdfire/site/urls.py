"""Every address of the site."""

from django.urls import include, path

from holdfire.site.views import dossiers, front, incidents, record, reports, today

urlpatterns = [
    path("", front.show, name="front"),
    path("today/", today.show, name="today"),
    path("reports/", reports.listing, name="reports"),
    path("reports/receive/", reports.receive, name="receive"),
    path("reports/<str:id>/", reports.detail, name="report"),
    path("reports/<str:id>/date/", reports.set_date, name="set-date"),
    path("claims/<str:id>/decide/", reports.decide, name="decide"),
    path("incidents/", incidents.listing, name="incidents"),
    path("incidents/map.json", incidents.drawing, name="incident-map"),
    path("incidents/<str:id>/", incidents.detail, name="incident"),
    path("dossiers/", dossiers.index, name="dossiers"),
    path("dossiers/agreement/", dossiers.show_agreement, name="dossier-agreement"),
    path("dossiers/detainees/", dossiers.show_detainees, name="dossier-detainees"),
    path("dossiers/restoration/", dossiers.show_restoration, name="dossier-restoration"),
    path("dossiers/formats/", dossiers.show_formats, name="dossier-formats"),
    path("dossiers/liaison/", dossiers.show_liaison, name="dossier-liaison"),
    path("dossiers/monitoring/", dossiers.show_monitoring, name="dossier-monitoring"),
    path("record/", record.show, name="record"),
    path("record/verify/", record.verify_now, name="verify"),
    path("record/<int:index>/", record.entry, name="entry"),
    path("accounts/", include("allauth.urls")),
]
