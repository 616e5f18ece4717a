"""Addresses as people really paste them: from a share button, an embed code, a browser.

With times, lists, places and languages, which the frame keeps, and with the marks of
who has passed them on, which it does not.
"""

from __future__ import annotations

# provider, what is pasted, where the frame leads
SHARED = (
    ("youtube", "https://www.youtube.com/watch?v=abcdefghij1&t=1m16s",
     "https://www.youtube-nocookie.com/embed/abcdefghij1?start=76&rel=0"),
    ("youtube", "https://www.youtube.com/watch?v=abcdefghij1&t=1h2m3s",
     "https://www.youtube-nocookie.com/embed/abcdefghij1?start=3723&rel=0"),
    ("youtube", "https://www.youtube.com/watch?v=abcdefghij1#t=90",
     "https://www.youtube-nocookie.com/embed/abcdefghij1?start=90&rel=0"),
    ("youtube", "https://youtu.be/abcdefghij1?si=whatever&t=42",
     "https://www.youtube-nocookie.com/embed/abcdefghij1?start=42&rel=0"),
    ("youtube", "https://www.youtube.com/watch?time_continue=7&v=abcdefghij1&feature=em"
     "b_logo",
     "https://www.youtube-nocookie.com/embed/abcdefghij1?start=7&rel=0"),
    ("youtube", "https://www.youtube.com/embed/abcdefghij1?start=10&end=20&si=x",
     "https://www.youtube-nocookie.com/embed/abcdefghij1?start=10&end=20&rel"
     "=0"),
    ("youtube", "https://www.youtube.com/watch?v=abcdefghij1&list=PLabcdefghijklmnop&in"
     "dex=2",
     "https://www.youtube-nocookie.com/embed/abcdefghij1?list=PLabcdefghijkl"
     "mnop&rel=0"),
    ("youtube", "https://youtu.be/abcdefghij1?list=PLabcdefghijklmnop",
     "https://www.youtube-nocookie.com/embed/abcdefghij1?list=PLabcdefghijkl"
     "mnop&rel=0"),
    ("youtube", "https://www.youtube.com/watch?v=abcdefghij1&list=WL",
     "https://www.youtube-nocookie.com/embed/abcdefghij1?rel=0"),
    ("youtube", "https://www.youtube.com/playlist?list=PLabcdefghijklmnop",
     "https://www.youtube-nocookie.com/embed/videoseries?list=PLabcdefghijkl"
     "mnop&rel=0"),
    ("youtube", "https://www.youtube.com/embed/videoseries?list=PLabcdefghijklmnop",
     "https://www.youtube-nocookie.com/embed/videoseries?list=PLabcdefghijkl"
     "mnop&rel=0"),
    ("youtube", "https://www.youtube.com/embed/videoseries?si=x&list=PLabcdefghijklmnop",
     "https://www.youtube-nocookie.com/embed/videoseries?list=PLabcdefghijkl"
     "mnop&rel=0"),
    ("youtube", "https://www.youtube.com/embed/live_stream?channel=UCabcdefghijklmnopqr"
     "stuv",
     "https://www.youtube-nocookie.com/embed/live_stream?channel=UCabcdefghi"
     "jklmnopqrstuv&rel=0"),
    ("youtube", "https://www.youtube.com/live/abcdefghij1?si=x&t=5s",
     "https://www.youtube-nocookie.com/embed/abcdefghij1?start=5&rel=0"),
    ("vimeo", "https://vimeo.com/76979871#t=1m2s",
     "https://player.vimeo.com/video/76979871?dnt=1#t=62s"),
    ("vimeo", "https://vimeo.com/76979871?share=copy#t=62",
     "https://player.vimeo.com/video/76979871?dnt=1#t=62s"),
    ("vimeo", "https://player.vimeo.com/video/76979871?h=8272103f6e&badge=0&app_id=58"
     "479#t=30s",
     "https://player.vimeo.com/video/76979871?h=8272103f6e&dnt=1#t=30s"),
    ("vimeo", "https://vimeo.com/showcase/1234567",
     "https://vimeo.com/showcase/1234567/embed?dnt=1"),
    ("vimeo", "https://vimeo.com/showcase/1234567/embed",
     "https://vimeo.com/showcase/1234567/embed?dnt=1"),
    ("vimeo", "https://vimeo.com/album/1234567/embed2",
     "https://vimeo.com/showcase/1234567/embed?dnt=1"),
    ("vimeo", "https://vimeo.com/showcase/1234567/video/76979871",
     "https://player.vimeo.com/video/76979871?dnt=1"),
    ("vimeo", "https://vimeo.com/event/4154130/embed",
     "https://vimeo.com/event/4154130/embed?dnt=1"),
    ("x", "https://x.com/i/web/status/1234567890123456789",
     "https://platform.twitter.com/embed/Tweet.html?id=1234567890123456789&d"
     "nt=true"),
    ("x", "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=123456789012"
     "3456789&theme=light",
     "https://platform.twitter.com/embed/Tweet.html?id=1234567890123456789&d"
     "nt=true"),
    ("instagram", "https://www.instagram.com/reels/CabcdefGHIj/",
     "https://www.instagram.com/reel/CabcdefGHIj/embed/"),
    ("instagram", "https://www.instagram.com/p/CabcdefGHIj/?utm_source=ig_embed&utm_campa"
     "ign=loading",
     "https://www.instagram.com/p/CabcdefGHIj/embed/"),
    ("facebook", "https://www.facebook.com/reel/1234567890",
     "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.face"
     "book.com%2Freel%2F1234567890&show_text=true&width=500"),
    ("facebook", "https://fb.watch/aBc-dEf_12/",
     "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Ffb.watch"
     "%2FaBc-dEf_12&show_text=true&width=500"),
    ("facebook", "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.faceb"
     "ook.com%2Fsomepage%2Fposts%2Fpfbid02abcDEF&show_text=true&width=500",
     "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.faceb"
     "ook.com%2Fsomepage%2Fposts%2Fpfbid02abcDEF&show_text=true&width=500"),
    ("facebook", "https://www.facebook.com/plugins/video.php?height=476&href=https%3A%2F"
     "%2Fwww.facebook.com%2Fsomepage%2Fvideos%2F1234567890%2F&show_text=fals"
     "e",
     "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.face"
     "book.com%2Fsomepage%2Fvideos%2F1234567890&show_text=true&width=500"),
    ("facebook", "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.face"
     "book.com%2Freel%2F1234567890%2F&t=0",
     "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.face"
     "book.com%2Freel%2F1234567890&show_text=true&width=500"),
    ("tiktok", "https://www.tiktok.com/@some.body/photo/7123456789012345678",
     "https://www.tiktok.com/embed/v2/7123456789012345678"),
    ("spotify", "https://open.spotify.com/episode/4uLU6hMCjMI75M1A2tKUQC?si=x&t=90",
     "https://open.spotify.com/embed/episode/4uLU6hMCjMI75M1A2tKUQC?t=90"),
    ("spotify", "https://open.spotify.com/embed-podcast/episode/4uLU6hMCjMI75M1A2tKUQC",
     "https://open.spotify.com/embed/episode/4uLU6hMCjMI75M1A2tKUQC"),
    ("spotify", "https://open.spotify.com/embed/episode/4uLU6hMCjMI75M1A2tKUQC?utm_sour"
     "ce=generator&t=30",
     "https://open.spotify.com/embed/episode/4uLU6hMCjMI75M1A2tKUQC?t=30"),
    ("soundcloud", "https://soundcloud.com/somebody/a-track#t=1:30",
     "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fso"
     "mebody%2Fa-track&visual=false&show_teaser=false#t=90s"),
    ("soundcloud", "https://soundcloud.com/somebody/a-track?si=x&utm_source=clipboard&utm_"
     "medium=text#t=0%3A42",
     "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fso"
     "mebody%2Fa-track&visual=false&show_teaser=false#t=42s"),
    ("soundcloud", "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/trac"
     "ks/293&color=%23ff5500&auto_play=false",
     "https://w.soundcloud.com/player/?url=https%3A%2F%2Fapi.soundcloud.com%"
     "2Ftracks%2F293&visual=false&show_teaser=false"),
    ("soundcloud", "https://w.soundcloud.com/player/?visual=true&url=https%3A%2F%2Fapi.sou"
     "ndcloud.com%2Fplaylists%2F405726&show_artwork=true",
     "https://w.soundcloud.com/player/?url=https%3A%2F%2Fapi.soundcloud.com%"
     "2Fplaylists%2F405726&visual=false&show_teaser=false"),
    ("soundcloud", "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/trac"
     "ks/soundcloud%253Atracks%253A293&color=%23ff5500",
     "https://w.soundcloud.com/player/?url=https%3A%2F%2Fapi.soundcloud.com%"
     "2Ftracks%2F293&visual=false&show_teaser=false"),
    ("soundcloud", "https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/somebody"
     "/a-track&auto_play=false",
     "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fso"
     "mebody%2Fa-track&visual=false&show_teaser=false"),
    ("twitch", "https://www.twitch.tv/videos/1234567890?t=1h2m3s",
     "https://player.twitch.tv/?video=1234567890&time=1h2m3s&parent=blog.exa"
     "mple&autoplay=false"),
    ("twitch", "https://player.twitch.tv/?video=v1234567890&parent=www.example.com&tim"
     "e=42s",
     "https://player.twitch.tv/?video=1234567890&time=0h0m42s&parent=blog.ex"
     "ample&autoplay=false"),
    ("twitch", "https://player.twitch.tv/?channel=somebody&parent=www.example.com",
     "https://player.twitch.tv/?channel=somebody&parent=blog.example&autopla"
     "y=false"),
    ("twitch", "https://clips.twitch.tv/embed?clip=SomeClip-abc_DEF&parent=www.example"
     ".com",
     "https://clips.twitch.tv/embed?clip=SomeClip-abc_DEF&parent=blog.exampl"
     "e&autoplay=false"),
    ("twitch", "https://player.twitch.tv/?collection=abcDEF123-_&video=v1234567890&par"
     "ent=x.example",
     "https://player.twitch.tv/?video=1234567890&parent=blog.example&autopla"
     "y=false"),
    ("twitch", "https://www.twitch.tv/collections/abcDEF123",
     "https://player.twitch.tv/?collection=abcDEF123&parent=blog.example&aut"
     "oplay=false"),
    ("dailymotion", "https://www.dailymotion.com/playlist/x6lgtp",
     "https://geo.dailymotion.com/player.html?playlist=x6lgtp"),
    ("dailymotion", "https://geo.dailymotion.com/player/x123.html?playlist=x6lgtp",
     "https://geo.dailymotion.com/player.html?playlist=x6lgtp"),
    ("dailymotion", "https://geo.dailymotion.com/player.html?video=x8abcde&startTime=42",
     "https://geo.dailymotion.com/player.html?video=x8abcde&startTime=42"),
    ("googlemaps", "https://www.google.com/maps/place/Brandenburger+Tor/@52.5162746,13.375"
     "5153,17z/data=!3m1!4b1",
     "https://www.google.com/maps?q=Brandenburger+Tor&ll=52.5162746,13.37551"
     "53&z=17&output=embed"),
    ("googlemaps", "https://www.google.com/maps/place/Brandenburger+Tor/@52.5162746,13.375"
     "5153,300m/data=!3m1!1e3",
     "https://www.google.com/maps?q=Brandenburger+Tor&ll=52.5162746,13.37551"
     "53&output=embed"),
    ("googlemaps", "https://www.google.com/maps/@52.5162778,13.3755154,15.5z",
     "https://www.google.com/maps?ll=52.5162778,13.3755154&z=15&output=embed"),
    ("googlemaps", "https://www.google.com/maps/search/coffee/@52.5162778,13.3755154,15z",
     "https://www.google.com/maps?q=coffee&ll=52.5162778,13.3755154&z=15&out"
     "put=embed"),
    ("googlemaps", "https://www.google.com/maps/search/?api=1&query=47.5951518%2C-122.3316"
     "393",
     "https://www.google.com/maps?q=47.5951518,-122.3316393&output=embed"),
    ("googlemaps", "https://www.google.fr/maps?q=Brandenburger+Tor&ll=52.5162,13.3755&z=17",
     "https://www.google.com/maps?q=Brandenburger+Tor&ll=52.5162,13.3755&z=1"
     "7&output=embed"),
    ("googlemaps", "https://www.google.co.uk/maps/dir/London/Paris/@50.1,1.0,8z",
     "https://www.google.com/maps?saddr=London&daddr=Paris&output=embed"),
    ("googlemaps", "https://maps.google.com/?q=Brandenburger+Tor&output=embed",
     "https://www.google.com/maps?q=Brandenburger+Tor&output=embed"),
    ("googlemaps", "https://www.google.com/maps/d/embed?mid=1a2b3c4d5e&ehbc=2E312F",
     "https://www.google.com/maps/d/embed?mid=1a2b3c4d5e"),
    ("googlemaps", "https://www.google.com/maps/d/u/0/viewer?mid=1a2b3c4d5e&ll=1.0,2.0&z=3",
     "https://www.google.com/maps/d/embed?mid=1a2b3c4d5e"),
    ("openstreetmap", "https://www.openstreetmap.org/#map=17/52.51630/13.37770",
     "https://www.openstreetmap.org/export/embed.html?bbox=13.374267,52.5147"
     "33,13.381133,52.517867&layer=mapnik"),
    ("openstreetmap", "https://www.openstreetmap.org/?mlat=52.5163&mlon=13.3777#map=17/52.516"
     "3/13.3777",
     "https://www.openstreetmap.org/export/embed.html?bbox=13.374267,52.5147"
     "33,13.381133,52.517867&marker=52.5163,13.3777&layer=mapnik"),
    ("openstreetmap", "https://www.openstreetmap.org/?mlat=52.5163&mlon=13.3777",
     "https://www.openstreetmap.org/export/embed.html?bbox=13.370834,52.5131"
     "66,13.384566,52.519434&marker=52.5163,13.3777&layer=mapnik"),
    ("openstreetmap", "https://www.openstreetmap.org/node/123456#map=19/52.5163/13.3777",
     "https://www.openstreetmap.org/export/embed.html?bbox=13.376842,52.5159"
     "08,13.378558,52.516692&layer=mapnik"),
    ("openstreetmap", "https://www.openstreetmap.org/export/embed.html?bbox=13.37%2C52.51%2C1"
     "3.38%2C52.52&amp;layer=cyclosm",
     "https://www.openstreetmap.org/export/embed.html?bbox=13.37,52.51,13.38"
     ",52.52&layer=mapnik"),
    ("openstreetmap", "https://www.openstreetmap.org/export/embed.html?bbox=13.37%2C52.51%2C1"
     "3.38%2C52.52&layer=cyclosm&marker=52.515%2C13.375",
     "https://www.openstreetmap.org/export/embed.html?bbox=13.37,52.51,13.38"
     ",52.52&marker=52.515,13.375&layer=cyclosm"),
    ("openstreetmap", "https://www.openstreetmap.org/export/embed.html?bbox=13.37%2C52.51%2C1"
     "3.38%2C52.52&layer=evil",
     "https://www.openstreetmap.org/export/embed.html?bbox=13.37,52.51,13.38"
     ",52.52&layer=mapnik"),
    ("reddit", "https://www.reddit.com/r/some_sub/comments/1abcde/a_title/kabcde1/",
     "https://embed.reddit.com/r/some_sub/comments/1abcde/comment/kabcde1/?e"
     "mbed=true"),
    ("reddit", "https://www.reddit.com/r/some_sub/comments/1abcde/comment/kabcde1/?utm"
     "_source=share&context=3",
     "https://embed.reddit.com/r/some_sub/comments/1abcde/comment/kabcde1/?e"
     "mbed=true"),
    ("reddit", "https://www.redditmedia.com/r/some_sub/comments/1abcde/a_title/?ref_so"
     "urce=embed",
     "https://embed.reddit.com/r/some_sub/comments/1abcde/?embed=true"),
    ("peertube", "https://tube.example/w/9c9de5e8-0a1e-484a-b099-e80766180a6d?start=1m30"
     "s",
     "https://tube.example/videos/embed/9c9de5e8-0a1e-484a-b099-e80766180a6d"
     "?start=90&p2p=0&warningTitle=0"),
    ("peertube", "https://tube.example/w/kkGMgK9ZtnKfYAgnEtQxbv?start=1m30s&stop=2m",
     "https://tube.example/videos/embed/kkGMgK9ZtnKfYAgnEtQxbv?start=90&stop"
     "=120&p2p=0&warningTitle=0"),
    ("peertube", "https://tube.example/w/p/kkGMgK9ZtnKfYAgnEtQxbv",
     "https://tube.example/video-playlists/embed/kkGMgK9ZtnKfYAgnEtQxbv?p2p="
     "0&warningTitle=0"),
    ("peertube", "https://tube.example/video-playlists/embed/9c9de5e8-0a1e-484a-b099-e80"
     "766180a6d",
     "https://tube.example/video-playlists/embed/9c9de5e8-0a1e-484a-b099-e80"
     "766180a6d?p2p=0&warningTitle=0"),
    ("ted", "https://www.ted.com/talks/somebody_about_something?language=de",
     "https://embed.ted.com/talks/lang/de/somebody_about_something"),
    ("ted", "https://embed.ted.com/talks/lang/de/somebody_about_something",
     "https://embed.ted.com/talks/lang/de/somebody_about_something"),
    ("apple_podcasts", "https://podcasts.apple.com/de/podcast/ein-podcast/id1234567890?i=10006"
     "12345678",
     "https://embed.podcasts.apple.com/de/podcast/id1234567890?i=10006123456"
     "78"),
    ("apple_podcasts", "https://embed.podcasts.apple.com/us/podcast/id1234567890",
     "https://embed.podcasts.apple.com/us/podcast/id1234567890"),
    ("threads", "https://www.threads.net/@some.body/post/CabcdefGHIj",
     "https://www.threads.com/@some.body/post/CabcdefGHIj/embed"),
    ("threads", "https://www.threads.com/@some.body/post/CabcdefGHIj/embed?xmt=AQGz",
     "https://www.threads.com/@some.body/post/CabcdefGHIj/embed"),
    ("archive_org", "https://archive.org/details/SomeItem_1923",
     "https://archive.org/embed/SomeItem_1923"),
    ("archive_org", "https://archive.org/embed/SomeItem_1923?start=60",
     "https://archive.org/embed/SomeItem_1923?start=60"),
    ("media_ccc", "https://media.ccc.de/v/38c3-a-talk-about-it#t=123",
     "https://media.ccc.de/v/38c3-a-talk-about-it/oembed#t=123s"),
    ("media_ccc", "https://media.ccc.de/v/38c3-a-talk-about-it/oembed",
     "https://media.ccc.de/v/38c3-a-talk-about-it/oembed"),
    ("arte", "https://www.arte.tv/de/videos/110342-003-A/ein-film/",
     "https://www.arte.tv/embeds/de/110342-003-A?autoplay=false"),
    ("arte", "https://www.arte.tv/embeds/fr/110342-003-A?autoplay=true&mute=0",
     "https://www.arte.tv/embeds/fr/110342-003-A?autoplay=false"),
    ("arte", "https://www.arte.tv/de/videos/RC-014123/eine-reihe/",
     "https://www.arte.tv/embeds/de/RC-014123?autoplay=false"),
)  # fmt: skip

# What has no frame: short addresses that only their provider can resolve, and what a
# frame would show an error for. A link is right.
LINKS_ONLY = (
    "https://www.youtube.com/embed/videoseries",
    "https://mastodon.example/@ada@other.example/112233445566778899",
    "https://www.instagram.com/reels/audio/1234567890/",
    "https://www.instagram.com/share/p/BAcabcdef",
    "https://www.instagram.com/share/reel/BAcabcdef",
    "https://www.facebook.com/share/p/abcDEF123/",
    "https://www.facebook.com/share/v/abcDEF123/",
    "https://vm.tiktok.com/ZMabcdef/",
    "https://maps.app.goo.gl/abcDEF123",
    "https://osm.org/go/0MbEUuTq",
    "https://www.reddit.com/r/some_sub/s/abcDEF123",
    "https://archive.org/details/@somebody",
)
