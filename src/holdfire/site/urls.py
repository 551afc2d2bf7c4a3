"""Every address of the site."""

from django.urls import include, path

from holdfire.site.views import front

urlpatterns = [
    path("", front.show, name="front"),
    path("today/", front.show, name="today"),
    path("accounts/", include("allauth.urls")),
]
