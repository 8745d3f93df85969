const production = { NODE_ENV: 'production', url: 'https://blog.example.com' };

module.exports = {
  apps: [
    {
      name: 'blog',
      script: 'current/index.js',
      cwd: '/srv/blog',
      env: { ...production, database__connection: { host: '127.0.0.1', password: '50% "off"' } },
      env_staging: { NODE_ENV: 'staging' },
      max_memory_restart: '500M',
      error_file: 'content/logs/error.log',
      out_file: 'content/logs/out.log',
      min_uptime: '5s',
      kill_timeout: 8000,
      time: true,
      watch: false,
    },
    {
      name: 'image resizer',
      namespace: 'media',
      script: './resize.py',
      args: ['--queue', 'big images', '--color=#fff'],
      interpreter: '/srv/blog/venv/bin/python',
      interpreter_args: '-u',
      cwd: '/srv/blog/resizer',
      instances: 3,
      exec_mode: 'cluster',
      autorestart: false,
      uid: 'nobody',
      out_file: '/srv/blog/logs/resize.log',
      error_file: '/srv/blog/logs/resize.log',
      cron_restart: '0 3 * * *',
    },
  ],
  deploy: { production: { host: 'example.com' } },
};
