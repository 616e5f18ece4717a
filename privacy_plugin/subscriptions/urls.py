"""The pages of subscriptions; mount them at ``subscriptions/``."""

from django.urls import path

from privacy_plugin.subscriptions import own_views, views, web_view

app_name = "subscriptions"

urlpatterns = [
    path("", views.subscribe, name="subscribe"),
    path("asked/", views.asked, name="asked"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("refuse/<str:token>/", views.refuse, name="refuse"),
    path("refused/", views.never_again, name="refused"),
    path("leave/<str:token>/", views.leave, name="leave"),
    path("read/<str:token>/", web_view.read, name="read"),
    path("gone/", own_views.gone, name="gone"),
    path("mine/<str:token>/", own_views.mine, name="mine"),
    path("mine/<str:token>/welcome/", own_views.welcome, name="welcome"),
    path("mine/<str:token>/change/", own_views.change, name="change"),
    path("mine/<str:token>/leave/", own_views.leave, name="leave_one"),
    path("mine/<str:token>/renew/", own_views.renew, name="renew"),
    path("mine/<str:token>/address/", own_views.address, name="address"),
    path("mine/<str:token>/export/", own_views.export, name="export"),
    path("mine/<str:token>/erase/", own_views.erase, name="erase"),
]
