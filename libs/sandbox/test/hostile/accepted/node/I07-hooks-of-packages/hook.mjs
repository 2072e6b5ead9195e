console.log('a hook ran');
