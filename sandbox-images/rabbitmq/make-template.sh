# Makes the node directory that every pod starts from, world-readable because a pod's uid is drawn at random.
set -eu
mkdir -m 0700 /data
echo '[].' > /data/enabled_plugins
sh /opt/touchstone/run prepare
rm -rf /data/.erlang.cookie /data/pid /data/log
test -d /data/node
mv /data /opt/touchstone/template
chmod -R a+rX "/opt/touchstone/template"
