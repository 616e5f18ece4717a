"""The URLs of subscriptions; include them at ``subscriptions/``.

The paths ``confirm``, ``refuse``, ``leave``, ``read`` and ``mine`` are in mails that
people keep, so they must stay.
"""

from django.urls import path

from privacy_plugin.subscriptions.views import (
    manage,
    signup,
    unsubscribe,
    web_version,
)

app_name = "subscriptions"

urlpatterns = [
    path("", signup.subscribe, name="subscribe"),
    path("confirmation-sent/", signup.confirmation_sent, name="confirmation_sent"),
    path("confirm/<str:token>/", signup.confirm, name="confirm"),
    path("refuse/<str:token>/", signup.decline, name="decline"),
    path("declined/", signup.declined, name="declined"),
    path("leave/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("unsubscribed/", unsubscribe.unsubscribed, name="unsubscribed"),
    path("read/<str:token>/", web_version.web_version, name="web_version"),
    path("mine/<str:token>/", manage.manage_page, name="manage"),
    path("mine/<str:token>/welcome/", manage.welcome, name="welcome"),
    path(
        "mine/<str:token>/preferences/",
        manage.update_preferences,
        name="update_preferences",
    ),
    path(
        "mine/<str:token>/unsubscribe/",
        manage.unsubscribe_one,
        name="manage_unsubscribe",
    ),
    path("mine/<str:token>/renew/", manage.renew_consent, name="renew_consent"),
    path("mine/<str:token>/email/", manage.change_email, name="change_email"),
    path("mine/<str:token>/export/", manage.export, name="export"),
    path("mine/<str:token>/erase/", manage.erase, name="erase"),
]
