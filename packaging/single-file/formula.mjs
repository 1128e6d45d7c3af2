// Prints the Homebrew formula of a release: node packaging/single-file/formula.mjs VERSION SHA256SUMS
// SHA256SUMS: a file as sha256sum writes it, with a line for each archive.
import { readFileSync } from 'node:fs';

const [version, sums] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+$/.test(version ?? '') || sums === undefined)
  throw new Error('formula.mjs wants a version, such as 0.1.0, and the file SHA256SUMS');

const RELEASES = 'https://github.com/canary-verify/canary-verify/releases/download';
const hashes = new Map(
  readFileSync(sums, 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [, hash, name] = /^([0-9a-f]{64}) [ *](\S+)$/.exec(line) ?? [];
      if (name === undefined) throw new Error(`${sums} must have lines of sha256sum; got ${line}`);
      return [name, hash];
    }),
);

process.stdout.write(`class CanaryVerify < Formula
  desc "Verify a canary split behind HAProxy and Consul"
  homepage "https://github.com/canary-verify/canary-verify"
  version "${version}"
  license "MIT"

${system('macos', 'darwin')}
${system('linux', 'linux')}
  def install
    bin.install "canary-verify"
    doc.install "LICENSES.txt"
  end

  test do
    assert_equal "${version}", shell_output("#{bin}/canary-verify --version").strip
  end
end
`);

function system(homebrews, nodes) {
  return `  on_${homebrews} do
${archive('arm', `${nodes}-arm64`)}
${archive('intel', `${nodes}-x64`)}
  end
`;
}

function archive(processor, machine) {
  const name = `canary-verify-${machine}.tar.gz`;
  const hash = hashes.get(name);
  if (hash === undefined) throw new Error(`${sums} has no line for ${name}`);
  return `    on_${processor} do
      url "${RELEASES}/canary-verify@${version}/${name}"
      sha256 "${hash}"
    end`;
}
