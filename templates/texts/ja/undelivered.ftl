# メールが戻ってきたアドレス。

message-undelivered = 宛先{ $all }件のうち{ $failed }件に届きませんでした。
address-returned = このアドレス宛てのメールは{ $day }に戻ってきました（{ $reason }）。
address-status = { $status }：{ $reason }
address-works = 届くようになった
reply-warning-came_back = メールが戻ってきたことのあるアドレスが宛先にあります。
failure-reason-no_mailbox = 宛先が存在しません
failure-reason-no_domain = 宛先のドメインがメールを受け付けていません
failure-reason-disabled = 宛先のメールボックスがメールを受け付けていません
failure-reason-full = 宛先のメールボックスがいっぱいです
failure-reason-too_large = メールが大きすぎました
failure-reason-refused = 相手側の規則により拒否されました
failure-reason-other = 配信できませんでした
use-did-note-undelivered = メールが戻ってきたことを記録
use-did-note-address-works = メールアドレスに届くようになったことを記録
