# Pages for candidates.

me-heading = 你的記錄
me-door = 按下按鈕即可查看我們持有的資料。
me-open = 開啟我的記錄
me-once = 此連結只可使用一次。
me-expired = 此連結已被使用或已過期。
me-lead = 以下為{ $office }持有的資料。
me-message-from-you = 寄件人 你
me-message-kept = 不在此顯示的訊息
me-message-health = 此訊息已作為健康資料保存，內容不在此顯示。
me-message-elsewhere = 此訊息來自或寄往與記錄上不同的地址，故內容不在此顯示。如有需要，請與我們聯絡。
consents = 同意
consents-none = 沒有同意記錄。
consent-scope = 範圍
consent-from = 由
consent-until = 至
consent-withdrawn = 已於 { $date }撤回
