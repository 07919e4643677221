# 一覧から選んだ人と、まとめて行う操作。

choose-person = { $name }を選ぶ
choose-page = このページの全員を選ぶ
choose-bar = 選択
choose-count =
    { $count ->
        [0] 選択中の人はいません。
       *[other] { $count }人を選択中です。
    }
choose-stay = チェックを保存
choose-next = 保存して次のページ
choose-all = この一覧の全員を選ぶ
choose-open = 選択を開く
selection-whole = 選択できるのは10,000人までです。この一覧は全体をファイルに書き出せます。タグや担当者を設定するには、先に一覧を絞り込んでください。
file-of-list = 一覧全体を書き出します。新しい順に{ $count }人を確かめました。ほかの人も書き出すときに同じように判断され、除かれた項目はファイルに示されます。
selection = 選択
selection-none = 選択中の人はいません。一覧でチェックを付けてください。作業中はここに保存されます（最長8時間）。
selection-unseen = ほかに{ $count }人は現在表示できません。
selection-keep = チェックした人だけ残す
selection-clear = 選択を解除
selection-hint = どの操作も、まず結果を確かめてから行います。除かれる人とその理由が先に表示されます。
field-tags-remove = 外すタグ
act-try = 結果を確かめる
file = ファイル（CSV）
file-hint = ファイルはこのシステムの保護の外に出ます。作成したことは、あなたの名前と理由とともに一人ずつ記録されます。選考結果の記述と健康情報は含まれません。
field-export-reason = 理由
field-export-encoding = 文字コード
export-columns = 列
export-reason-interviews = 面接の準備
export-reason-selection_meeting = 選考会議
export-reason-event_invitation = イベントの案内
export-reason-data_check = 記録の確認
export-encoding-utf-8 = UTF-8（通常）
export-encoding-shift_jis = Shift_JIS（古いソフト向け）
file-withheld = 非開示
file-would = ファイルに入る人は{ $count }人です。
file-download = ファイルをダウンロード
act = 行った場合の結果
act-done-heading = 結果
act-add-tags = 付けるタグ：{ $tags }
act-remove-tags = 外すタグ：{ $tags }
act-owner = 担当者：{ $name }
act-file = { $count }列のファイル。理由：{ $reason }
act-would = { $count }人が対象です。まだ何も行っていません。
act-none = 対象になる人はいません。
act-do = 実行する
act-go-on = 残りを続ける
act-done =
    { $count ->
        [0] 対象になった人はいませんでした。
       *[other] { $count }人に行いました。
    }
act-partly = 一部の項目を除いてファイルに入る人
act-left-out = 除かれる人
act-people = { $count }人
act-more = ほか{ $count }人
left-out-unchanged = すでにそのとおりです。
left-out-foreign = 別の拠点が取得した記録で、変更できるのはその拠点だけです。
left-out-missing = この記録はもうありません。
left-out-full = タグが20個を超えます。
left-out-failed = その間に変更されたか、記録を開けませんでした。もう一度お試しください。
use-did-try = 行った場合の結果を確認
use-did-export = ファイルに書き出し。理由：{ $reason }
keys-tick = 行にチェック
selection-full = 選択できるのは10,000人までのため、チェックを保存しませんでした。
choose-failed = 最後のチェックを保存できませんでした。ボタンでもう一度お試しください。サインインが必要な場合があります。
file-password-hint = ご自身のパスワードをもう一度入力してください。開いたままの画面からファイルが持ち出されるのを防ぎます。
error-password = パスワードが正しくありません。
left-out-no-owner = 指定された人は、すでにこの拠点の採用担当者ではありません。
act-rest = まだ{ $count }人が残っています。
act-transfer = { $office }への移転：{ $categories }
act-transfer-for = 利用目的：{ $purpose }
act-transfer-for-until = 利用目的：{ $purpose }（{ $date }まで）
act-would-wait = { $count }人は、ルール上不足しているものを待つことになります。
act-with-waiting = 待つことになる人の分も申請する
act-with-waiting-hint = 不足しているものがそろい、個人情報管理者が承認すると、移転は自動的に行われます。
act-waits = 不足しているものを待つ人
act-waiting = 申請済みで、待っています。
act-questioned = 申請済みで、本人に同意を求めました。
act-asked-before = 申請済みです。本人にはすでに同意を求めています（回答待ち、または同意しないとの回答）。
act-ask-candidates = { $count }人に同意を求める
act-ask-candidates-hint = 質問は一人ずつ送られ、同意は一件ずつ個別に求めます。回答待ちの人や、同意しないと答えた人に重ねて求めることはありません。
left-out-not-held = この記録はもうないか、該当する情報を保有していません。
left-out-asked-already = すでに申請済みか、移転先で利用できます。
