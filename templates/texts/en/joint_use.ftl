# Notices of joint use.

joint-use = Joint use
joint-lead = The notice under which the offices of the group use records together (APPI Art. 27(5)(iii)). It counts from its day on, only while it says everything that the law asks for, and only for what it names.
joint-public-lead = The offices of our group use the following information together.
joint-since = Published on { $date }
joint-items = What is shared
joint-users = Who uses it together
joint-purposes = For what
joint-manager = Who manages it
joint-manager-part = Manager and day
joint-address = Address
joint-representative = Representative
joint-published = Published from
hint-joint-published = Today or later: nobody was told earlier than they were.
joint-missing = missing
joint-counts = counts now
joint-incomplete = does not count: something is missing
joint-withdrawn = withdrawn on { $date }
joint-not-now = not the one that counts now
joint-withdraw = Withdraw it
joint-publish = Publish a notice
joint-send = Publish
hint-joint = It takes the place of the one before it on its day. It is shown to everybody under Notices.
