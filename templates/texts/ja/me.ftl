# Pages for candidates.

me-heading = 応募者記録
me-door = 下のボタンを押すと、お預かりしている情報を確認できます。
me-open = 記録を開く
me-once = このリンクは一度だけ使用できます。
me-expired = このリンクは使用済みか、有効期限が切れています。
me-lead = { $office }がお預かりしている情報です。
me-message-from-you = 差出人 あなた
me-message-kept = ここに表示されないメッセージ
me-message-health = このメッセージは健康情報として保管されています。内容はここには表示されません。
me-message-elsewhere = 記録されているものとは別のアドレスから届いた、または別のアドレスに送られたメッセージのため、内容はここには表示されません。必要な場合はお問い合わせください。
consents = 同意
consents-none = 記録された同意はありません。
consent-scope = 同意の内容
consent-from = 開始日
consent-until = 終了日
consent-withdrawn = { $date }撤回
