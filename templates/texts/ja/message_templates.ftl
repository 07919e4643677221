# メッセージの書き出しに使う文面

templates = メールの文面
templates-lead = 拠点の採用担当者がメッセージの書き出しに使う文面です。文面ごとに一つの言語で登録します。個人情報は含まれません。
templates-none = 文面はまだありません。
template-add = 文面を追加
template-lead = 二重の波かっこの部分は、宛先の候補者に合わせて置き換えられます。値のないものはそのまま残り、空欄のあるメッセージは送信できません。
template-placeholders = 置き換えられる項目
template-example = メッセージの例
template-remove = この文面を削除
template-remove-hint = 元に戻すことはできません。この文面から書いたメッセージは変わりません。
template-remove-send = 削除する
template-choose = 文面を使う
hint-template-choose = 件名と本文は、選んだ文面に置き換わります。
field-template-name = 名前
field-template-language = 言語
hint-template-subject = 空欄の場合、返信の件名は元のメールの件名になります。
error-placeholder = { $detail }は、置き換えられる項目ではありません。
error-templates-full = 文面の数が上限に達しています。先にほかの文面を削除してください。
message-template-removed = 文面を削除しました。
placeholder-name = 候補者の氏名
placeholder-vacancy = 最新の応募の求人
placeholder-office = 自分の拠点
placeholder-company = 会社名
placeholder-sender = 自分の名前
placeholder-date = 拠点での日付
example-candidate = 山田 太郎
example-vacancy = 精密機械エンジニア
