# A machine within this one: systemd as its first process, in namespaces and on a cgroup of its own.
#
#     sh machine.sh BOX ...     as root; ends when its standard input does, and all of the machine with it
#
# BOX is an empty folder. PYTHON_HOME, PACKAGES, WHEEL and PYTHON (its name, "python3.11") say what to run in it. Nothing
# in it can change the files of this machine: / is read-only, and what is written goes to memory. The network is shared.
set -eu

if [ "${2:-}" != inside ]; then
    exec 9>&1
    mount --make-rprivate /
    mkdir "$1/cgroup" "$1/dev"
    # Wherever it is mounted, the whole tree is to be seen; a machine with cgroups of the first version has it too.
    mount -t cgroup2 cgroup2 "$1/cgroup"
    group="$1/cgroup/afterword-test-$$"
    mkdir "$group"
    (
        echo 0 >"$group/cgroup.procs"
        exec unshare --cgroup --pid --fork --kill-child --mount --uts --ipc sh "$0" "$1" inside </dev/null
    ) &
    echo $!
    cat >/dev/null
    kill -9 $! 2>/dev/null || :
    wait
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        find "$group" -depth -type d -exec rmdir {} + 2>/dev/null && break
        sleep 0.1
    done
    exit 0
fi

# --- what the kernel shows ---
umount -lR /sys/fs/cgroup
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t proc proc /proc
mount --bind /proc/sys /proc/sys
mount -o remount,bind,ro /proc/sys
mount -o remount,bind,ro /sys
mount -t tmpfs -o mode=755 tmpfs "$1/dev"
for device in null zero full random urandom tty; do
    : >"$1/dev/$device"
    mount --bind "/dev/$device" "$1/dev/$device"
done
mkdir "$1/dev/pts" "$1/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$1/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$1/dev/shm"
ln -s pts/ptmx "$1/dev/ptmx"
ln -s /proc/self/fd "$1/dev/fd"
ln -s fd/0 "$1/dev/stdin"
ln -s fd/1 "$1/dev/stdout"
ln -s fd/2 "$1/dev/stderr"
mount --move "$1/dev" /dev

# --- the program, installed for everybody ---
mount -t tmpfs -o mode=755 tmpfs /opt
mkdir /opt/python /opt/packages /opt/wheel
case $PYTHON_HOME in
    /usr) home=/usr ;;
    *)
        mount --bind "$PYTHON_HOME" /opt/python
        home=/opt/python
        ;;
esac
mount --bind "$PACKAGES" /opt/packages
cp "$WHEEL" /opt/wheel/

# --- files that it may write to ---
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/etc/upper /run/etc/work
mount -t overlay -o lowerdir=/etc,upperdir=/run/etc/upper,workdir=/run/etc/work overlay /etc
mount -o remount,bind,ro /
for folder in /home /root /srv /var/lib /var/log /var/cache; do
    mount -t tmpfs -o mode=755 tmpfs $folder
done
for folder in /tmp /var/tmp; do
    mount -t tmpfs -o mode=1777 tmpfs $folder
done
chmod 700 /root

# --- what it runs: nothing that this machine has set up, and nothing that cares for hardware ---
rm -rf /etc/systemd/system /etc/systemd/user /etc/credstore
: >/etc/fstab
for target in sysinit basic multi-user local-fs timers; do
    [ ! -d /usr/lib/systemd/system/$target.target.wants ] ||
        mount -t tmpfs tmpfs /usr/lib/systemd/system/$target.target.wants
done
wants=/etc/systemd/system/multi-user.target.wants
mkdir -p $wants /etc/systemd/journald.conf.d /etc/systemd/user
for service in systemd-journald dbus systemd-logind; do
    ln -s /usr/lib/systemd/system/$service.service $wants/
done
ln -s /dev/null /etc/systemd/system/modprobe@.service
ln -s /dev/null /etc/systemd/system/systemd-journald-audit.socket
ln -s /dev/null /etc/systemd/system/systemd-remount-fs.service
printf '[Journal]\nStorage=volatile\nReadKMsg=no\nAudit=\nRateLimitBurst=0\n' >/etc/systemd/journald.conf.d/test.conf
rm -f /etc/machine-id
echo 0123456789abcdef0123456789abcdef >/etc/machine-id
echo 'sam:x:23456:23456::/home/sam:/bin/sh' >>/etc/passwd
echo 'sam:x:23456:' >>/etc/group
echo 'sam:*:19000::::::' >>/etc/shadow
mkdir -m 700 /home/sam
chown 23456:23456 /home/sam

# --- a venv as `python -m venv` makes it, beside the packages that are there already ---
if [ $home = /opt/python ]; then
    echo /opt/python/lib >/etc/ld.so.conf.d/test-python.conf
    ldconfig -i -X
fi
site=/opt/afterword/lib/$PYTHON/site-packages
mkdir -p /opt/afterword/bin $site
ln -s $home/bin/$PYTHON /opt/afterword/bin/python
ln -s python /opt/afterword/bin/$PYTHON
printf 'home = %s/bin\ninclude-system-site-packages = false\n' $home >/opt/afterword/pyvenv.cfg
echo /opt/packages >$site/packages.pth
env -i PATH=/usr/bin:/bin /opt/afterword/bin/python -m pip install --quiet --disable-pip-version-check --no-index \
    --no-deps --ignore-installed --no-cache-dir /opt/wheel/*.whl

# As on any machine; it is how a credential that is mounted for a service reaches it.
mount --make-rshared /
exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    /lib/systemd/systemd --unit=multi-user.target --show-status=no --log-target=journal
