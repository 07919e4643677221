# 拠点間の保護措置と確認。

safeguards = 保護措置と年次確認
safeguards-lead = この拠点の記録を受け取る各拠点を拘束するものです。確認の期限切れ、契約の終了、措置の不備があれば、それに基づく移転は終了します。
safeguard-none = なし（同一法人）
checks = 確認の記録
check-on = 日付
check-last = 直近の確認
check-never = なし
check-due = 次回期限
check-overdue = 期限切れ
check-record = 確認を記録する
check-send = 記録する
check-finding = 結果
check-note = 確認した内容
check-kept = 措置は実施されている
check-failed = 信頼できない
hint-check = 本日の日付とあなたの名前で記録します。不備があった場合、これに基づく移転は終了します。
hint-check-note = その国の制度と受領者の措置（施行規則18条）。候補者の氏名は書かないでください。
agreement-record = 契約の内容
agreement-send = 保存する
