# 移転・委託・提供の後の義務：個人情報保護責任者の一覧

nav-duties = 義務
duties = 移転・提供後の義務
duties-lead = 情報を他拠点に移した後、委託した後、第三者に提供した後に、規則が求めることです。急ぐものから並びます。問題のなかった年次確認、委託先の監督、国名を記載した方針の公表があれば、自動的に済みとなります。
duties-none = 未対応のものはありません。
duties-provisions = 第三者への提供の後
duties-more = ほかにもあります。対応が済むと、続きが表示されます。
duty-towards = 受領者
duty-records = 対象の情報の件数
duty-note = 対応の内容
hint-duty-note = 何を行い、どこで確認できるか。候補者の氏名は書かないでください。
duty-notes = 対応済み
duty-over = 移転・委託の終了により終了
duty-done-at = { $at } に対応済み
duty-kept-until = （記録の保存期限 { $day }）
count-duties = 期限を過ぎた義務
message-disclosure-over = 何も行われませんでした。この提供はこれ以上進められません。現在の状況と理由は下記のとおりです。
