# 面接：メールでの招待、変更、中止と、カレンダーからの回答。

interviews = 面接
interview-invite = 面接に招待
interview-invite-send = 招待を送信する
hint-interview-invite = カレンダーへの招待を添えたメッセージが、候補者の言語で届きます。送信は30秒後です。それまでは受信箱で取り消せます。
interview-change = 面接を変更
interview-change-send = 変更を送信する
hint-interview-change = 候補者のカレンダーの予定が変わります。これまでの回答は無効になります。
interview-cancel = 面接を中止
interview-cancel-send = 中止する
hint-interview-cancel = 候補者のカレンダーから予定がなくなります。まだ招待が届いていない場合、メッセージは送られません。
field-interview-day = 日付
field-interview-time = 開始時刻
hint-interview-time = この拠点の時刻です。候補者のカレンダーには、候補者の地域の時刻で表示されます。
field-interview-length = 所要時間
field-interview-place = 場所またはリンク
field-interview-names = 面接担当者
field-interview-text = 候補者へのメッセージ
hint-interview-text = 日時、場所、面接担当者、あなたの名前は、この下に付け加えられます。
interview-minutes = { $minutes }分
error-interview-past = これからの日時を選んでください。
interview-with = 担当：{ $names }
interview-mail = メッセージ：{ $state }
interview-thread = やり取りを開く
interview-answered = メールでの回答：{ $answer }（{ $at }）
interview-answer = メールでの回答：{ $answer }
interview-answered-elsewhere = 回答に記されたアドレスは、招待した宛先と異なります。
interview-unanswered = カレンダーからの回答はまだありません。
interview-answer-accepted = 承諾
interview-answer-declined = 辞退
interview-answer-tentative = 仮承諾
interview-state-planned = 予定
interview-state-cancelled = 中止
interview-text =
    { $name } 様

    このたびはご応募いただき、誠にありがとうございます。下記のとおり、面接のご案内を申し上げます。ご都合につきましては、招待にあるボタン、またはこのメールへのご返信にてお知らせください。
interview-text-change =
    { $name } 様

    誠に恐れ入りますが、面接の日時または場所を下記のとおり変更させていただきたく、お願い申し上げます。ご都合をお知らせいただけますと幸いです。
interview-text-cancel =
    { $name } 様

    誠に申し訳ございませんが、下記の面接は行わないこととなりました。
today-interviews = 面接
hint-today-interviews = 今日と明日
use-did-invite = 面接に招待
use-did-change-interview = 面接を変更
use-did-cancel-interview = 面接を中止
use-did-note-answer = 招待への回答を記録
