# 辦事處之間的保障措施與檢查。

safeguards = 保障措施與年度檢查
safeguards-lead = 約束各辦事處作為本辦事處紀錄接收者的保障。檢查逾期、協議屆滿或措施失效，憑其進行的移轉即告終止。
safeguard-none = 無（同一公司）
checks = 檢查紀錄
check-on = 日期
check-last = 最近一次檢查
check-never = 從未
check-due = 到期日
check-overdue = 已逾期
check-record = 記錄檢查
check-send = 記錄
check-finding = 結果
check-note = 檢查內容
check-kept = 措施已落實
check-failed = 不可依賴
hint-check = 以今日日期及你的姓名記錄。如結果不可依賴，憑其進行的移轉即終止。
hint-check-note = 當地法律及接收者的措施（APPI 施行規則第18條），請勿填寫應徵者姓名
agreement-record = 協議內容
agreement-send = 儲存
