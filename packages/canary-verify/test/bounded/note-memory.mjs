// Loaded into the command with --import: writes the most memory that the process has had, in MB, when it ends.
process.on('exit', () =>
  process.stderr.write(`most memory: ${Math.ceil(process.resourceUsage().maxRSS / 1024)} MB\n`),
);
