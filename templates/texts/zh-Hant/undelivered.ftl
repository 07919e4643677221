# 曾有郵件退回的地址。

message-undelivered = { $all }名收件人中，有{ $failed }名未能送達。
address-returned = 寄往此地址的郵件於{ $day }退回（{ $reason }）。
address-status = { $status }：{ $reason }
address-works = 已可再次送達
reply-warning-came_back = 收件地址中，有曾退回郵件的地址。
failure-reason-no_mailbox = 沒有此信箱
failure-reason-no_domain = 此網域不接收郵件
failure-reason-disabled = 此信箱不接收郵件
failure-reason-full = 信箱已滿
failure-reason-too_large = 郵件過大
failure-reason-refused = 對方的規則拒收
failure-reason-other = 未能送達
use-did-note-undelivered = 記錄郵件退回
use-did-note-address-works = 記錄電郵地址已可再次送達
