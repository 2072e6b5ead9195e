<?php
// Prints the version list of this image as JSON: the extensions a submission can use. Debian package names on stdin.
declare(strict_types=1);

$libraries = [];
foreach (file('php://stdin', FILE_IGNORE_NEW_LINES) as $package) {
    if (!preg_match('/^php8\.4-(?!cli$)(\w+)$/', $package, $match)) {
        continue;
    }
    $version = phpversion($match[1]);
    if ($version === false) {
        fwrite(STDERR, "the extension $match[1] is not loaded\n");
        exit(1);
    }
    $libraries[] = ['name' => $match[1], 'version' => $version];
}
echo json_encode(['runtime' => 'php', 'version' => PHP_VERSION, 'libraries' => $libraries], JSON_THROW_ON_ERROR), "\n";
