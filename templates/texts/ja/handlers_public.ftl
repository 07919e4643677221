# What the handlers of the public pages and of the candidate's own say.

apply-later = まもなく応募受付を開始します
apply-later-text = 採用活動におけるプライバシーポリシーの公表後、応募を受け付けます。
error-cleaned = 表示されない文字が含まれていたため取り除きました。ご確認のうえ、もう一度お送りください。
field-contact = 個人情報の問い合わせ先
hint-contact = お問い合わせのページに掲載します。共用のメールアドレスも使えます。
me-door-none = 応募先の拠点からお送りするリンクからご覧いただけます。
me-door-ask = リンクが届いていない場合や使えなくなった場合は、拠点へお問い合わせください。
me-damaged = この部分は現在表示できません。その旨を記録しました。
me-document-damaged = 名称を表示できません
me-proposals = その後の応募
me-proposals-hint = 記録のある方のアドレスから届いた応募です。担当者が確認するまで、記録は変わりません。
me-you = ご本人
me-system = システム
me-act-list = 一覧に表示
me-act-read = 閲覧
me-act-create = 追加
me-act-change = 変更
me-act-sign-in = サインイン
me-act-transfer = 他拠点等での利用を開始
me-act-disclose = 第三者への提供
me-act-decide = 判断
me-act-try = 行った場合の結果を確認
me-act-answer = 請求への回答
me-act-erase = 消去
me-act-suspend = 利用停止・再開
me-act-other = 処理
