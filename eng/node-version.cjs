// Ends with 0 where this Node.js can build web/ (its package.json: engines), else with 1.
const [major, minor] = process.versions.node.split('.').map(Number);
process.exit((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22 ? 0 : 1);
