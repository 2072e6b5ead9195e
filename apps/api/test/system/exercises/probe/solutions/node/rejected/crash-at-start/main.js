console.error('no configuration found');
process.exit(3);
