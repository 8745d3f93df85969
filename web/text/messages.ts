/**
 * Every word of the dashboard, in every language it speaks.
 *
 * To add a message: one entry. `{name}` stands for a value; `one|many` for two forms, chosen by
 * `{n}`, where the language has them.
 */

/** The languages, in the order of the columns. The first is spoken where none is asked for. */
export const LANGUAGES = ['en', 'zh-CN', 'ja'] as const;

export type Language = (typeof LANGUAGES)[number];

type Row = readonly [en: string, zh: string, ja: string];

export const MESSAGES = {
  // Frame
  title: ['Processes', '进程', 'プロセス'],
  skip: ['Skip to content', '跳到内容', '本文へ移動'],
  sections: ['Sections', '栏目', 'セクション'],
  processes: ['Processes', '进程', 'プロセス'],
  mainLog: ['Main log', '主日志', 'メインログ'],
  pools: ['Event pools', '事件池', 'イベントプール'],
  changes: ['Changes', '变更', '変更'],
  theme: ['Colours', '配色', '配色'],
  themeSystem: ['System', '跟随系统', 'システム'],
  themeLight: ['Light', '浅色', 'ライト'],
  themeDark: ['Dark', '深色', 'ダーク'],
  loading: ['Loading…', '正在加载…', '読み込み中…'],
  lost: [
    'The connection to supervisord is lost. What is shown may be out of date; trying again.',
    '与 supervisord 的连接已断开。显示的内容可能已过时，正在重试。',
    'supervisord との接続が切れました。表示は古い可能性があります。再接続しています。',
  ],
  open: [
    'Anybody who reaches this address can control the processes: the server has no user name and password.',
    '任何能访问此地址的人都可以控制这些进程：该服务器未设置用户名和密码。',
    'このサーバーにはユーザー名とパスワードがないため、このアドレスに届く誰もがプロセスを操作できます。',
  ],
  ending: [
    'supervisord is shutting down.',
    'supervisord 正在关闭。',
    'supervisord は停止処理中です。',
  ],
  restarting: [
    'supervisord is restarting.',
    'supervisord 正在重新启动。',
    'supervisord は再起動中です。',
  ],
  notFound: ['There is no such page.', '没有这个页面。', 'そのページはありません。'],
  failed: ['That failed: {reason}', '操作失败：{reason}', '失敗しました：{reason}'],
  tryAgain: ['Try again', '重试', '再試行'],
  close: ['Close', '关闭', '閉じる'],
  cancel: ['Cancel', '取消', 'キャンセル'],
  notices: ['Notices', '通知', 'お知らせ'],

  // States
  STOPPED: ['Stopped', '已停止', '停止'],
  STARTING: ['Starting', '启动中', '起動中'],
  RUNNING: ['Running', '运行中', '実行中'],
  BACKOFF: ['Back off', '等待重试', '再試行待ち'],
  STOPPING: ['Stopping', '停止中', '停止処理中'],
  EXITED: ['Exited', '已退出', '終了'],
  FATAL: ['Fatal', '启动失败', '起動失敗'],
  UNKNOWN: ['Unknown', '未知', '不明'],

  // List
  list: ['List of processes', '进程列表', 'プロセス一覧'],
  find: ['Find processes', '查找进程', 'プロセスを検索'],
  states: ['Show by state', '按状态显示', '状態で絞り込む'],
  everyState: ['All {n}', '全部 {n}', 'すべて {n}'],
  state: ['State', '状态', '状態'],
  name: ['Name', '名称', '名前'],
  pid: ['PID', 'PID', 'PID'],
  uptime: ['Uptime', '运行时间', '稼働時間'],
  restarts: ['Restarts', '重启次数', '再起動'],
  cpu: ['CPU', 'CPU', 'CPU'],
  memory: ['Memory', '内存', 'メモリ'],
  details: ['Details', '说明', '詳細'],
  actions: ['Actions', '操作', '操作'],
  selectOne: ['Select {name}', '选择 {name}', '{name} を選択'],
  selectGroup: ['Select group {name}', '选择组 {name}', 'グループ {name} を選択'],
  selectShown: ['Select all shown', '选择全部显示项', '表示中をすべて選択'],
  selected: ['{n} selected', '已选择 {n} 个', '{n} 件を選択中'],
  deselect: ['Deselect', '取消选择', '選択を解除'],
  group: ['Group {name}', '组 {name}', 'グループ {name}'],
  collapse: ['Fold group {name}', '折叠组 {name}', 'グループ {name} を折りたたむ'],
  expand: ['Unfold group {name}', '展开组 {name}', 'グループ {name} を展開'],
  noPrograms: ['No programs to manage', '没有要管理的程序', '管理するプログラムがありません'],
  noMatch: ['No process matches. ', '没有匹配的进程。', '一致するプロセスはありません。'],
  clearFilter: ['Show all', '显示全部', 'すべて表示'],
  retriesIn: ['retries in {time}', '{time}后重试', '{time}後に再試行'],
  upIn: ['counts as started in {time}', '{time}后视为启动成功', '{time}後に起動完了とみなす'],
  killIn: ['is killed in {time}', '{time}后强制终止', '{time}後に強制終了'],
  exitedWith: ['exit status {status}', '退出状态 {status}', '終了ステータス {status}'],
  endedBy: ['ended by {signal}', '被 {signal} 终止', '{signal} により終了'],
  keysHelp: [
    'Arrow keys move, Space selects, Enter opens. S starts, X stops, R restarts what is selected. Slash finds.',
    '方向键移动，空格键选择，回车键打开。S 启动、X 停止、R 重启所选进程。斜杠键查找。',
    '矢印キーで移動、スペースで選択、Enter で開く。S で起動、X で停止、R で再起動。スラッシュで検索。',
  ],
  keysHelpReading: [
    'Arrow keys move, Space selects, Enter opens. Slash finds.',
    '方向键移动，空格键选择，回车键打开。斜杠键查找。',
    '矢印キーで移動、スペースで選択、Enter で開く。スラッシュで検索。',
  ],
  onlyReads: [
    'You are {name}, who may look at processes but not control them.',
    '当前用户为 {name}，只能查看进程，不能控制进程。',
    '{name} としてログイン中です。プロセスは閲覧のみで、操作はできません。',
  ],

  // Actions
  start: ['Start', '启动', '起動'],
  stop: ['Stop', '停止', '停止'],
  restart: ['Restart', '重启', '再起動'],
  signal: ['Signal', '发送信号', 'シグナル送信'],
  clear: ['Clear logs', '清空日志', 'ログを消去'],
  more: ['More…', '更多…', 'その他…'],
  moreFor: ['More for {name}', '{name} 的更多操作', '{name} のその他の操作'],
  onAll: ['{action} all', '全部{action}', 'すべて{action}'],
  onShown: ['{action} {n} shown', '{action}显示的 {n} 个', '表示中の {n} 件を{action}'],
  onSelected: ['{action} {n} selected', '{action}所选 {n} 个', '選択中の {n} 件を{action}'],
  onName: ['{action} {name}', '{action} {name}', '{name} を{action}'],
  whichSignal: ['Signal to send', '要发送的信号', '送信するシグナル'],
  send: ['Send', '发送', '送信'],
  startRuns: ['Starting {what}', '正在启动 {what}', '{what} を起動しています'],
  stopRuns: ['Stopping {what}', '正在停止 {what}', '{what} を停止しています'],
  restartRuns: ['Restarting {what}', '正在重启 {what}', '{what} を再起動しています'],
  signalRuns: ['Signalling {what}', '正在向 {what} 发送信号', '{what} にシグナルを送信しています'],
  clearRuns: [
    'Clearing the logs of {what}',
    '正在清空 {what} 的日志',
    '{what} のログを消去しています',
  ],
  startDone: ['{what} started', '{what} 已启动', '{what} を起動しました'],
  stopDone: ['{what} stopped', '{what} 已停止', '{what} を停止しました'],
  restartDone: ['{what} restarted', '{what} 已重启', '{what} を再起動しました'],
  signalDone: ['{what} signalled', '已向 {what} 发送信号', '{what} にシグナルを送信しました'],
  clearDone: ['Logs of {what} cleared', '{what} 的日志已清空', '{what} のログを消去しました'],
  progress: ['{done} of {n}', '{done}/{n}', '{done}/{n}'],
  count: ['{n} process|{n} processes', '{n} 个进程', '{n} 件のプロセス'],
  nothingToDo: ['Nothing to do: {what}', '无需操作：{what}', '対象がありません：{what}'],
  someFailed: ['{n} failed', '{n} 个失败', '{n} 件失敗'],
  oneFailed: ['{name}: {reason}', '{name}：{reason}', '{name}：{reason}'],
  clearAsk: [
    'Clear the logs of {what}? What is in them is lost.',
    '清空 {what} 的日志？其中的内容将丢失。',
    '{what} のログを消去しますか？内容は失われます。',
  ],
  killAsk: [
    'Send SIGKILL to {what}? What they have not written is lost.',
    '向 {what} 发送 SIGKILL？尚未写入的内容将丢失。',
    '{what} に SIGKILL を送信しますか？書き込まれていない内容は失われます。',
  ],

  // Faults, by name
  BAD_NAME: ['no such process', '没有该进程', 'そのプロセスはありません'],
  BAD_SIGNAL: ['no such signal', '没有该信号', 'そのシグナルはありません'],
  NO_FILE: ['no such file', '文件不存在', 'ファイルがありません'],
  NOT_EXECUTABLE: ['file is not executable', '文件不可执行', '実行できないファイルです'],
  FAILED: ['it failed', '失败', '失敗しました'],
  ABNORMAL_TERMINATION: ['it ended too early', '过早退出', '早すぎる終了'],
  SPAWN_ERROR: ['it cannot be spawned', '无法启动进程', '起動できません'],
  ALREADY_STARTED: ['already started', '已在运行', 'すでに起動しています'],
  NOT_RUNNING: ['not running', '未在运行', '実行されていません'],
  SHUTDOWN_STATE: ['supervisord is ending', 'supervisord 正在结束', 'supervisord は終了処理中です'],
  STILL_RUNNING: ['still running', '仍在运行', 'まだ実行中です'],
  ALREADY_ADDED: ['already there', '已存在', 'すでに存在します'],
  CANT_REREAD: ['the configuration cannot be read', '无法读取配置', '設定を読み込めません'],
  unreachable: [
    'supervisord cannot be reached',
    '无法连接 supervisord',
    'supervisord に接続できません',
  ],

  // Page of a process
  back: ['All processes', '全部进程', 'プロセス一覧へ'],
  goneProcess: [
    'There is no process {name}.',
    '没有进程 {name}。',
    'プロセス {name} はありません。',
  ],
  parts: ['Parts of this page', '本页内容', 'このページの項目'],
  log: ['Log', '日志', 'ログ'],
  charts: ['Charts', '图表', 'グラフ'],
  timeline: ['Timeline', '时间线', '履歴'],
  configuration: ['Configuration', '配置', '設定'],
  lastExit: ['Last exit', '上次退出', '前回の終了'],
  since: ['Since', '开始于', '開始'],
  none: ['none', '无', 'なし'],
  stdinLine: ['Line to its standard input', '发送到标准输入的一行', '標準入力へ送る 1 行'],
  sendLine: ['Send line', '发送该行', '行を送信'],
  stdinSent: ['Line sent to {name}', '已发送到 {name}', '{name} に送信しました'],

  // Log
  channel: ['Output', '输出', '出力'],
  stdout: ['stdout', 'stdout', 'stdout'],
  stderr: ['stderr', 'stderr', 'stderr'],
  merged: ['Both', '合并', '両方'],
  searchLog: ['Search the log', '搜索日志', 'ログを検索'],
  follow: ['Follow', '跟随', '追従'],
  following: ['Following', '正在跟随', '追従中'],
  wrap: ['Wrap lines', '自动换行', '行を折り返す'],
  download: ['Download', '下载', 'ダウンロード'],
  logLines: ['Lines of the log', '日志行', 'ログの行'],
  logEmpty: ['Nothing has been written yet.', '尚无输出。', 'まだ何も書かれていません。'],
  logNone: ['There is no log file.', '没有日志文件。', 'ログファイルがありません。'],
  logStart: ['The log begins here.', '日志从这里开始。', 'ログの先頭です。'],
  searching: ['Searching, {n} so far…', '正在搜索，已找到 {n} 行…', '検索中、{n} 件…'],
  hits: ['{n} line|{n} lines', '{n} 行', '{n} 行'],
  hitsSoFar: [
    '{n} line so far; scroll up for more|{n} lines so far; scroll up for more',
    '已找到 {n} 行；向上滚动查看更多',
    '現在 {n} 行、上へスクロールで続きを検索',
  ],
  noHits: ['No line matches.', '没有匹配的行。', '一致する行はありません。'],
  showContext: [
    'Show this line among its neighbours',
    '在上下文中显示此行',
    'この行を前後とともに表示',
  ],

  // Charts and timeline
  cpuPercent: ['CPU, % of one core', 'CPU，单核 %', 'CPU（1 コアに対する %）'],
  memoryBytes: ['Memory of the process tree', '进程树的内存', 'プロセスツリーのメモリ'],
  restartsSeen: ['Restarts', '重启', '再起動'],
  noSamples: ['Nothing has been measured yet.', '尚无测量数据。', 'まだ計測されていません。'],
  chartNow: ['now {now}, highest {max}', '当前 {now}，最高 {max}', '現在 {now}、最大 {max}'],
  timelineEmpty: ['It has never been started.', '从未启动过。', '一度も起動されていません。'],

  // Configuration and update
  option: ['Option', '选项', 'オプション'],
  valueNow: ['Now', '当前', '現在'],
  valueThen: ['After update', '更新后', '更新後'],
  noChanges: [
    'The files say what is running. Nothing to update.',
    '配置文件与运行状态一致，无需更新。',
    '設定ファイルは実行中の内容と一致しています。更新はありません。',
  ],
  changesIntro: [
    'The configuration files differ from what is running.',
    '配置文件与正在运行的内容不同。',
    '設定ファイルは実行中の内容と異なります。',
  ],
  addedGroups: ['Will be added and started', '将添加并启动', '追加して起動'],
  changedGroups: ['Will be changed', '将被更改', '変更'],
  removedGroups: ['Will be stopped and removed', '将停止并移除', '停止して削除'],
  willRestart: ['its processes restart', '其进程将重启', 'プロセスは再起動されます'],
  willStay: ['its processes go on', '其进程继续运行', 'プロセスは継続します'],
  update: ['Update', '更新', '更新'],
  updateAsk: [
    'Update now? Processes of these groups are stopped: {groups}',
    '现在更新？以下组的进程将被停止：{groups}',
    '更新しますか？次のグループのプロセスは停止されます：{groups}',
  ],
  updateRuns: ['Updating', '正在更新', '更新しています'],
  updateDone: ['Updated: {groups}', '已更新：{groups}', '更新しました：{groups}'],
  checkAgain: ['Check again', '重新检查', '再確認'],

  // Pools
  pool: ['Pool', '池', 'プール'],
  events: ['Events', '事件', 'イベント'],
  listeners: ['Listeners', '监听器', 'リスナー'],
  buffered: ['Waiting', '等待', '待機'],
  sent: ['Sent', '已发送', '送信'],
  accepted: ['Accepted', '已接受', '受理'],
  rejected: ['Rejected', '已拒绝', '拒否'],
  dropped: ['Dropped', '已丢弃', '破棄'],
  noPools: ['There are no event listeners.', '没有事件监听器。', 'イベントリスナーはありません。'],

  // Durations
  seconds: ['{n} s', '{n} 秒', '{n} 秒'],
  minutes: ['{n} min', '{n} 分钟', '{n} 分'],
  hours: ['{h} h {m} min', '{h} 小时 {m} 分', '{h} 時間 {m} 分'],
  days: ['{d} d {h} h', '{d} 天 {h} 小时', '{d} 日 {h} 時間'],
} as const satisfies Readonly<Record<string, Row>>;

export type MessageKey = keyof typeof MESSAGES;
