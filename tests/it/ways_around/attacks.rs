//! The attacks, one test each.

use super::{Attack, Policy, refused};

macro_rules! attacks {
    ($($policy:ident $theme:literal { $($name:ident: $line:literal => $effect:literal;)* })*) => {
        /// All of them.
        pub(crate) const ATTACKS: &[Attack] = &[$($(Attack {
            policy: Policy::$policy,
            theme: $theme,
            name: stringify!($name),
            line: $line,
            effect: $effect,
        },)*)*];

        $($(#[test]
        fn $name() {
            refused(stringify!($name));
        })*)*
    };
}

attacks! {
    Safe "Host paths" {
        a_bind_that_is_not_listed: "run -v /etc:/mnt IMG" => "bind";
        a_bind_by_mount: "run --mount type=bind,src=/etc,dst=/mnt IMG" => "bind";
        a_bind_with_keys_in_capitals: "run --mount TYPE=BIND,SRC=/etc,DST=/mnt IMG" => "bind";
        a_bind_whose_last_source_counts: "run --mount type=bind,src=/scratch/alice/in,source=/etc,dst=/mnt IMG" => "bind";
        a_bind_with_a_quoted_field: "run --mount 'type=bind,\"src=/etc\",dst=/mnt' IMG" => "bind";
        a_bind_glued_to_its_letter: "run -itv/etc:/mnt IMG" => "bind";
        a_bind_of_everything: "run -v /:/host IMG" => "bind";
        a_bind_with_slashes_doubled: "run -v //etc//:/mnt IMG" => "bind";
        a_bind_that_leads_upwards: "run -v /scratch/../etc:/mnt IMG" => "bind";
        a_bind_that_leads_upwards_at_its_end: "run -v /scratch/alice/..:/mnt IMG" => "bind";
        a_relative_bind_that_leads_upwards: "run -v ../../etc:/mnt IMG" => "bind";
        a_bind_of_a_neighbour_by_name: "run -v /scratchy:/mnt IMG" => "bind";
        a_bind_of_another_home: "run -v /home/bob:/mnt IMG" => "bind";
        a_bind_from_home_by_tilde: "run -v ~/in:/mnt IMG" => "bind";
        a_bind_through_a_link: "run -v /scratch/alice/etc:/mnt IMG" => "bind";
        a_bind_of_a_file_through_a_link: "run -v /scratch/alice/shadow:/mnt/shadow IMG" => "bind";
        a_bind_through_a_link_at_home: "run -v /home/alice/etc:/mnt IMG" => "bind";
        a_bind_of_a_fifo_or_socket: "run -v /scratch/alice/fifo:/mnt/fifo IMG" => "bind";
        the_engine_s_socket: "run -v /var/run/docker.sock:/var/run/docker.sock IMG" => "bind";
        a_read_only_directory_to_write: "run -v /cvmfs/atlas:/cvmfs/atlas IMG" => "bind";
        a_read_only_directory_to_write_by_the_last_word: "run -v /cvmfs/atlas:/cvmfs/atlas:ro,rw IMG" => "bind";
        a_read_only_directory_that_is_not: "run --mount type=bind,src=/software/tool,dst=/t,readonly=false IMG" => "bind";
        a_propagation_that_is_not_listed: "run -v /scratch/alice/in:/mnt:rshared IMG" => "bind";
        a_relabelled_bind: "run -v /scratch/alice/in:/mnt:Z IMG" => "bind";
        a_bind_with_an_unknown_option: "run -v /scratch/alice/in:/mnt:/etc IMG" => "bind";
        a_bind_that_does_not_exist: "run -v /scratch/nothing:/mnt IMG" => "bind";
        a_bind_with_bytes_that_are_no_text: "run -v /scratch/alice/a{ff}b:/mnt IMG" => "bind";
        a_place_with_bytes_that_are_no_text: "run -v /scratch/alice/in:/m{ff} IMG" => "bind";
        a_bind_without_a_source: "run --mount type=bind,dst=/mnt IMG" => "bind";
    }
    Safe "Places in the container" {
        a_mount_over_etc: "run -v /scratch/alice/in:/etc IMG" => "bind";
        a_mount_over_etc_with_a_slash: "run -v /scratch/alice/in:/etc/ IMG" => "bind";
        a_mount_over_etc_with_two_slashes: "run -v /scratch/alice/in://etc IMG" => "bind";
        a_mount_below_etc: "run -v /scratch/alice/file:/etc/passwd IMG" => "bind";
        a_mount_that_leads_to_etc: "run -v /scratch/alice/in:/x/../etc IMG" => "bind";
        a_mount_over_the_whole_container: "run -v /scratch/alice/in:/ IMG" => "bind";
        a_mount_over_proc: "run --mount type=bind,src=/scratch/alice/in,dst=/proc/sys IMG" => "bind";
        a_mount_over_the_site_s_passwd: "run --mount type=bind,src=/scratch/alice/file,dst=/etc/passwd IMG" => "bind";
        a_tmpfs_over_etc: "run --tmpfs /etc:size=1m IMG" => "mount at";
        a_tmpfs_over_dev_shm: "run --tmpfs /dev/shm:size=1m IMG" => "mount at";
    }
    Safe "Memory as a file system" {
        a_tmpfs_without_a_size: "run --tmpfs /mnt IMG" => "tmpfs";
        a_tmpfs_that_is_too_large: "run --tmpfs /mnt:size=2g IMG" => "tmpfs";
        a_tmpfs_by_percent: "run --tmpfs /mnt:size=50% IMG" => "tmpfs";
        a_tmpfs_of_no_size: "run --tmpfs /mnt:size=0 IMG" => "tmpfs";
        a_tmpfs_whose_last_size_counts: "run --tmpfs /mnt:size=1m,size=99g IMG" => "tmpfs";
        a_tmpfs_by_blocks: "run --tmpfs /mnt:size=1m,nr_blocks=99999999 IMG" => "tmpfs";
        a_tmpfs_by_mount_without_a_size: "run --mount type=tmpfs,dst=/mnt IMG" => "tmpfs";
        a_tmpfs_by_mount_that_is_too_large: "run --mount type=tmpfs,dst=/mnt,tmpfs-size=2g IMG" => "tmpfs";
        a_tmpfs_with_devices: "run --tmpfs /mnt:size=1m,dev IMG" => "tmpfs";
        a_tmpfs_with_set_user_id: "run --tmpfs /mnt:size=1m,suid IMG" => "tmpfs";
    }
    Safe "Volumes" {
        a_volume_by_name: "run -v data:/mnt IMG" => "volume";
        a_volume_without_a_name: "run -v /data IMG" => "volume";
        a_volume_that_looks_like_a_drive: "run -v x:/etc IMG" => "volume";
        a_volume_of_a_host_path: "run --mount type=volume,src=v,dst=/mnt,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=/etc IMG" => "bind";
        a_volume_of_a_listed_host_path: "run --mount type=volume,src=v,dst=/mnt,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=/scratch/alice/in IMG" => "bind";
        a_volume_of_the_network: "run --mount type=volume,dst=/mnt,volume-opt=type=nfs,volume-opt=device=:/x IMG" => "mount";
        a_volume_driver: "run --volume-driver evil -v data:/mnt IMG" => "volume driver";
        a_volume_driver_in_a_mount: "run --mount type=volume,src=v,dst=/mnt,volume-driver=evil IMG" => "volume driver";
        the_volumes_of_another_container: "run --volumes-from victim IMG" => "volumes of";
        an_image_as_a_mount: "run --mount type=image,src=evil,dst=/mnt IMG" => "mount";
        a_mount_of_an_unknown_kind: "run --mount type=npipe,src=/etc,dst=/mnt IMG" => "mount";
        a_mount_of_a_kind_with_a_blank: "run --mount 'type= bind,src=/etc,dst=/mnt' IMG" => "mount";
    }
    Safe "Devices" {
        a_disk: "run --device /dev/sda IMG" => "device";
        a_disk_under_another_name: "run --device /dev/sda:/dev/null IMG" => "device";
        a_device_that_leads_upwards: "run --device /dev/../dev/sda IMG" => "device";
        a_cdi_device: "run --device nvidia.com/gpu=all IMG" => "device";
        all_devices_by_number: "run --device-cgroup-rule 'a *:* rwm' IMG" => "device rule";
        all_gpus: "run --gpus all IMG" => "GPU";
        gpus_by_variable: "run -e NVIDIA_VISIBLE_DEVICES=all IMG" => "GPU";
        gpus_by_a_variable_of_the_caller: "run -e NVIDIA_VISIBLE_DEVICES IMG" => "GPU";
        gpus_by_runtime: "run --runtime nvidia IMG" => "runtime";
    }
    Safe "Namespaces" {
        the_host_s_processes: "run --pid host IMG" => "pid namespace";
        another_container_s_processes: "run --pid container:job-61234-1 IMG" => "pid namespace";
        the_host_s_ipc: "run --ipc=host IMG" => "ipc namespace";
        the_host_s_names: "run --uts host IMG" => "uts namespace";
        the_host_s_users: "run --userns host IMG" => "user namespace";
        the_host_s_cgroups: "run --cgroupns host IMG" => "cgroup namespace";
        the_last_namespace_counts: "run --pid= --pid host IMG" => "pid namespace";
    }
    Safe "Privilege" {
        everything: "run --privileged IMG" => "--privileged";
        everything_after_nothing: "run --privileged=false --privileged=1 IMG" => "--privileged";
        a_capability: "run --cap-add SYS_ADMIN IMG" => "capability";
        a_capability_in_small_letters: "run --cap-add cap_sys_admin IMG" => "capability";
        all_capabilities: "run --cap-add all IMG" => "capability";
        no_seccomp_filter: "run --security-opt seccomp=unconfined IMG" => "security option";
        no_seccomp_filter_by_colon: "run --security-opt seccomp:unconfined IMG" => "security option";
        the_engine_s_own_seccomp_filter_for_the_site_s: "run --security-opt seccomp=builtin IMG" => "security option";
        a_seccomp_filter_of_the_caller: "run --security-opt seccomp=/home/alice/env IMG" => "seccomp filter";
        no_apparmor: "run --security-opt apparmor=unconfined IMG" => "security option";
        no_labels: "run --security-opt label=disable IMG" => "security option";
        open_system_paths: "run --security-opt systempaths=unconfined IMG" => "security option";
        writable_cgroups: "run --security-opt writable-cgroups=true IMG" => "security option";
        an_unknown_security_option: "run --security-opt odd=1 IMG" => "security option";
        a_kernel_parameter: "run --sysctl net.ipv4.ip_forward=1 IMG" => "kernel parameter";
        the_engine_in_the_container: "run --use-api-socket IMG" => "mount";
    }
    Wide "Privilege" {
        new_privileges_after_none: "run --security-opt no-new-privileges -u 61234:61234 --security-opt no-new-privileges=false IMG" => "security option";
        new_privileges_by_silence: "run -u 61234:61234 IMG" => "no-new-privileges";
    }
    Safe "Networks" {
        the_host_s_network: "run --network host IMG" => "network";
        the_host_s_network_by_its_old_name: "run --net=host IMG" => "network";
        the_host_s_network_by_fields: "run --network name=host IMG" => "network";
        the_host_s_network_by_fields_in_capitals: "run --network name=HOST IMG" => "network";
        the_host_s_network_in_quotes: "run --network '\"name=host\"' IMG" => "network";
        the_host_s_network_after_another: "run --network none --network host IMG" => "network";
        another_container_s_network: "run --network container:victim IMG" => "network";
        a_network_with_an_address: "run --network name=bridge,ip=10.0.0.1 IMG" => "network option";
        a_network_with_an_option_of_its_driver: "run --network name=bridge,driver-opt=parent=eth0 IMG" => "network option";
        a_low_port: "run -p 22:22 IMG" => "port";
        a_range_that_begins_too_low: "run -p 7999-8001:80-82 IMG" => "port";
        a_port_by_fields: "run -p published=22,target=22 IMG" => "port";
        a_port_that_the_engine_chooses: "run -p 80 IMG" => "port";
        port_zero: "run -p 0:80 IMG" => "port";
        all_ports: "run -P IMG" => "--publish-all";
        a_link: "run --link victim IMG" => "link";
        a_fixed_address: "run --ip 10.0.0.1 IMG" => "option";
        a_fixed_hardware_address: "run --mac-address 02:42:ac:11:00:02 IMG" => "option";
        a_name_for_others: "run --network-alias db IMG" => "network alias";
        a_name_server: "run --dns 10.0.0.1 IMG" => "name server";
        a_host_entry: "run --add-host db:10.0.0.1 IMG" => "host entry";
    }
    Safe "Limits" {
        no_memory_limit: "run --memory 0 IMG" => "memory";
        too_much_memory: "run --memory 512g IMG" => "memory";
        memory_that_overflows: "run --memory 9223372036854775808 IMG" => "memory";
        the_last_memory_limit_counts: "run -m 1g --memory 0 IMG" => "memory";
        unlimited_swap: "run --memory 1g --memory-swap -1 IMG" => "memory and swap";
        too_much_swap: "run --memory 1g --memory-swap 9999g IMG" => "memory and swap";
        too_many_cpus: "run --cpus 65 IMG" => "CPUs";
        too_many_cpus_by_quota: "run --cpu-quota 6500000 IMG" => "CPUs";
        too_many_cpus_by_period: "run --cpu-quota 100000 --cpu-period 1000 IMG" => "CPUs";
        no_limit_on_cpus: "run --cpus 0 IMG" => "CPUs";
        no_limit_on_processes: "run --pids-limit -1 IMG" => "processes";
        no_limit_on_processes_by_zero: "run --pids-limit 0 IMG" => "processes";
        too_much_weight: "run --cpu-shares 262144 IMG" => "CPU weight";
        weight_of_io: "run --blkio-weight 1000 IMG" => "I/O weight";
        too_much_shared_memory: "run --shm-size 65g IMG" => "shared memory";
        an_ulimit_that_is_not_listed: "run --ulimit nproc=-1 IMG" => "ulimit";
        an_ulimit_without_end: "run --ulimit nofile=-1 IMG" => "ulimit";
        an_ulimit_whose_hard_limit_is_too_high: "run --ulimit nofile=1:99999999 IMG" => "ulimit";
        real_time: "run --cpu-rt-runtime 95000 IMG" => "real-time CPU";
        a_quota_of_storage: "run --storage-opt size=9t IMG" => "storage option";
    }
    Safe "Accounting" {
        another_cgroup: "run --cgroup-parent /system.slice IMG" => "cgroup parent";
        another_log: "run --log-driver syslog IMG" => "log driver";
        another_log_address: "run --log-opt syslog-address=tcp://10.0.0.1 IMG" => "log option";
        others_die_first: "run --oom-score-adj -1000 IMG" => "OOM score";
        nobody_dies: "run --oom-kill-disable IMG" => "--oom-kill-disable";
    }
    Safe "Lifetime" {
        a_restart: "run --restart always IMG" => "restart";
        a_long_end: "run --stop-timeout 86400 IMG" => "stop timeout";
        an_endless_end: "run --stop-timeout -1 IMG" => "stop timeout";
        a_long_end_of_what_runs: "stop -t 86400 job-61234-1" => "stop timeout";
        an_endless_end_of_what_runs: "stop --timeout=-1 job-61234-1" => "stop timeout";
        another_stop_signal: "run --stop-signal SIGUSR1 IMG" => "stop signal";
        a_program_beside_the_job: "run --health-cmd 'curl evil' IMG" => "health check";
        a_program_beside_the_job_often: "run --health-interval 1s IMG" => "health check";
        signals_kept_away: "run --sig-proxy=false IMG" => "--sig-proxy=false";
        a_checkpoint: "start --checkpoint c job-61234-1" => "checkpoint";
        a_checkpoint_of_the_host: "start --checkpoint c --checkpoint-dir /etc job-61234-1" => "client file";
    }
    Safe "Images" {
        an_image_that_is_not_listed: "run ghcr.io/mallory/evil" => "image";
        an_image_of_a_registry_that_begins_alike: "run registry.example.org.evil.com/x" => "image";
        an_image_of_another_port: "run registry.example.org:5000/x" => "image";
        an_image_by_its_id: "run sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" => "image";
        an_image_by_the_beginning_of_its_id: "run deadbeef" => "image";
        an_image_of_a_person: "run mallory/evil" => "image";
        an_image_to_fetch: "pull ghcr.io/mallory/evil" => "image";
        an_image_whose_name_is_an_option: "run -- --privileged" => "image";
        unsigned_images: "run --disable-content-trust IMG" => "--disable-content-trust";
    }
    Wide "Images" {
        a_tag_overruled_by_a_digest: "run {me} registry.example.org/exact:1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" => "image";
        all_tags_of_a_name: "pull -a registry.example.org/last" => "image";
        a_trusted_name_for_another_image: "tag registry.example.org/tool:old registry.example.org/tool:1" => "image name";
        a_trusted_name_for_one_s_own_container: "commit alice-1 registry.example.org/tool:1" => "image name";
        a_trusted_name_for_one_s_own_file: "import /scratch/alice/file registry.example.org/tool:1" => "image name";
        a_trusted_name_from_an_archive: "load -i /scratch/alice/file" => "image";
        an_image_from_an_address: "import http://10.0.0.1/x" => "registry";
        changes_to_an_image: "commit -c 'USER 0' alice-1" => "image change";
        another_image_removed: "rmi ghcr.io/others/tool" => "image";
        an_image_removed_by_its_id: "rmi deadbeef" => "image";
        another_image_saved: "save -o /scratch/alice/x ghcr.io/others/secret" => "image";
        an_image_pushed: "push registry.example.org/tool:1" => "pushed image";
        a_password_on_the_line: "login -u a -p b registry.example.org" => "credential";
    }
    Safe "Identity" {
        root_in_the_group_list: "exec -u 0 job-61234-1 sh" => "command";
    }
    Wide "Identity" {
        root: "run -u 0 IMG" => "user";
        root_by_name: "run -u root IMG" => "user";
        root_with_a_sign: "run -u +0:+0 IMG" => "user";
        root_with_zeros: "run -u 00:00 IMG" => "user";
        the_last_user_counts: "run -u 61234:61234 --user 0:0 IMG" => "user";
        nobody_in_particular: "run IMG" => "user";
        nobody_after_somebody: "run -u 61234:61234 --user= IMG" => "user";
        somebody_else: "run -u 61235:61234 IMG" => "user";
        root_s_group: "run -u 61234:0 IMG" => "group";
        a_group_that_the_image_chooses: "run -u 61234 IMG" => "group";
        the_engine_s_group: "run -u 61234:61234 --group-add 999 IMG" => "group";
        a_group_by_name: "run -u 61234:61234 --group-add docker IMG" => "group";
        root_in_a_running_container: "exec -u 0 alice-1 sh" => "user";
        a_group_that_the_image_chooses_in_a_running_container: "exec -u 61234 alice-1 sh" => "group";
    }
    Wide "Running containers" {
        privilege_in_a_running_container: "exec --privileged alice-1 sh" => "--privileged";
        a_loader_s_variable_in_a_running_container: "exec -e LD_PRELOAD=/x alice-1 sh" => "variable";
        a_system_directory_in_a_running_container: "exec -w /proc/self/fd/8 alice-1 sh" => "working directory";
        another_container_entered: "exec victim sh" => "container";
        a_container_entered_by_the_beginning_of_its_id: "exec 4c01db0b339c sh" => "container";
        a_container_by_one_digit: "rm -f a" => "container";
        a_container_by_its_name_with_a_slash: "rm /victim" => "container";
        a_command_left_behind: "exec -d alice-1 sleep 1d" => "--detach";
        a_name_of_others: "rename alice-1 victim" => "name";
        another_container_renamed: "rename victim alice-1" => "container";
        a_program_of_the_host_with_words: "top alice-1 -eo pid,args" => "`ps` with words";
        files_read_by_root: "cp alice-1:/scratch/bob/secret -" => "copy";
        files_written_by_root: "cp - alice-1:/scratch/alice" => "copy";
        files_of_another_container: "cp victim:/x /scratch/alice/x" => "container";
        all_memory_later: "update --memory 0 alice-1" => "memory";
        more_memory_later: "update --memory 128g alice-1" => "memory";
        swap_later: "update --memory-swap -1 alice-1" => "memory and swap";
        more_cpus_later: "update --cpus 99 alice-1" => "CPUs";
        more_cpus_later_by_quota: "update --cpu-quota 800000 alice-1" => "CPUs";
        more_cpus_later_by_period: "update --cpu-period 1000 alice-1" => "CPUs";
        other_cpus_later: "update --cpuset-cpus 0-127 alice-1" => "option";
        other_memory_later: "update --cpuset-mems 0-7 alice-1" => "option";
        no_limit_on_processes_later: "update --pids-limit -1 alice-1" => "processes";
        a_restart_later: "update --restart always alice-1" => "restart";
        another_network_later: "network connect host alice-1" => "network";
        another_container_s_network_later: "network connect alice-net victim" => "container";
        an_address_later: "network connect --ip 10.0.0.1 alice-net alice-1" => "option";
        a_link_later: "network connect --link victim alice-net alice-1" => "link";
    }
    Wide "Limits" {
        a_quota_of_the_site_over_a_period_of_the_caller: "run {me} --cpu-period 1000 IMG" => "CPUs";
        more_gpus_one_by_one: "run {me} --gpus 1 --gpus 1 --gpus 1 IMG" => "GPU";
        more_gpus_by_option_and_variable: "run {me} --gpus 2 -e NVIDIA_VISIBLE_DEVICES=5 IMG" => "GPU";
        all_gpus_by_a_file: "run {me} --env-file /home/alice/env-gpus IMG" => "GPU";
        all_gpus_by_a_word: "run {me} --gpus device=all IMG" => "GPU";
        all_gpus_by_minus_one: "run {me} --gpus -1 IMG" => "GPU";
        a_gpu_with_a_driver_of_the_caller: "run {me} --gpus driver=evil,count=1 IMG" => "GPU driver";
    }
    Wide "Objects in bulk" {
        containers_of_others_pruned: "container prune -f" => "containers in bulk";
        containers_of_others_pruned_by_another_filter: "container prune -f --filter label=x" => "containers in bulk";
        containers_of_others_listed: "ps" => "containers in bulk";
        containers_of_others_listed_by_another_name: "ps --filter name=alice- --filter name=victim" => "containers in bulk";
        containers_of_others_listed_by_a_name_in_capitals: "ps --filter name=alice- --filter ' NAME = victim'" => "containers in bulk";
        events_of_others: "events" => "objects in bulk";
        figures_of_others: "stats" => "containers in bulk";
        volumes_pruned_with_containers: "system prune --filter label=org.example.site=1 --volumes" => "option";
        images_in_use_pruned_with_containers: "system prune --filter label=org.example.site=1 --all" => "option";
        all_images_pruned: "image prune -a --filter label=org.example.site=1" => "option";
        a_volume_of_others_removed: "volume rm victim" => "volume";
        a_volume_of_the_host: "volume create -o type=none -o o=bind -o device=/etc alice-v" => "bind";
        a_volume_of_a_listed_path_of_the_host: "volume create -o type=none -o o=bind -o device=/scratch/alice/in alice-v" => "bind";
        a_volume_of_the_network_by_name: "volume create -o type=nfs -o device=:/x alice-v" => "mount";
        a_volume_of_memory: "volume create -o type=tmpfs -o o=size=99g alice-v" => "tmpfs";
        a_volume_of_a_driver: "volume create -d evil alice-v" => "volume driver";
        a_login_without_a_registry: "login" => "registry";
        a_volume_of_no_name: "volume create" => "volume";
        a_network_on_the_host_s_interface: "network create -d macvlan -o parent=eth0 alice-n" => "network driver";
        a_network_of_others_removed: "network rm victim" => "network";
    }
    Wide "Containers of others" {
        another_container_inspected: "inspect victim" => "object";
        another_container_inspected_by_the_beginning_of_its_id: "inspect 4c01db0b339c" => "object";
        another_container_inspected_as_such: "inspect --type container 4c01db0b339c" => "container";
        another_container_after_another_type: "inspect --type=image --type=container debian" => "container";
        a_volume_by_a_container_s_name: "inspect --type=volume job-61234-1" => "volume";
        a_secret_by_a_container_s_name: "inspect --type=secret job-61234-1" => "object";
        another_container_s_files_by_an_address: "export alice-1/../victim" => "container";
        a_volume_of_others_by_an_address: "volume rm alice-1/../victim" => "volume";
        another_container_s_output: "logs victim" => "container";
        another_container_s_files: "diff victim" => "container";
        another_container_s_files_exported: "export victim" => "container";
        another_container_attached_to: "attach victim" => "container";
        another_container_killed: "kill alice-1 victim" => "container";
    }
    Safe "Containers of others" {
        another_container_inspected_as_an_image: "inspect victim" => "object";
        another_container_inspected_by_an_image_s_name: "inspect library/victim" => "object";
        another_container_by_an_address: "inspect job-61234-1/../victim" => "object";
        another_container_s_output_by_an_address: "logs job-61234-1/../victim" => "container";
        another_user_s_output: "logs job-61235-1" => "container";
        another_user_s_container_by_a_longer_uid: "kill job-612345-1" => "container";
    }
    Safe "Files of the client" {
        a_secret_file_as_variables: "run --env-file /etc/shadow IMG" => "client file";
        a_secret_file_as_labels: "run --label-file /etc/shadow IMG" => "client file";
        a_file_made_by_the_client: "run --cidfile /etc/cron.d/x IMG" => "client file";
        a_file_that_leads_upwards: "run --env-file /home/alice/../bob/env IMG" => "client file";
        a_loader_s_variable_in_a_file: "run --env-file /home/alice/env-ld IMG" => "variable";
        a_label_in_a_file: "run --label-file /home/alice/labels-traefik IMG" => "label";
        gpus_in_a_file: "run --env-file /home/alice/env-gpus IMG" => "variable";
        a_file_that_is_none: "run --env-file /home/alice/env-odd IMG" => "client file";
    }
    Safe "Variables, labels, names" {
        a_loader_s_variable: "run -e LD_PRELOAD=/x IMG" => "variable";
        a_loader_s_variable_of_the_caller: "run -e LD_LIBRARY_PATH IMG" => "variable";
        a_label_for_another_program: "run -l traefik.enable=true IMG" => "label";
        an_annotation: "run --annotation run.oci.handler=evil IMG" => "annotation";
        a_name_of_somebody_else_s: "run --name victim IMG" => "name";
        a_name_with_a_slash: "run --name /job-61234-1 IMG" => "name";
        another_user_s_job: "rm -f job-61235-1" => "container";
        a_relative_directory: "run -w x IMG" => "working directory";
        a_directory_upwards: "run -w /a/../../proc IMG" => "working directory";
        a_directory_of_the_system: "run -w /proc/self/fd/8 IMG" => "working directory";
    }
    Safe "Programs on the host" {
        another_runtime: "run --runtime io.containerd.evil.v1 IMG" => "runtime";
        another_engine: "-H tcp://10.0.0.1 run IMG" => "engine address";
        another_context: "-c evil run IMG" => "engine context";
        another_configuration: "--config /home/alice/in run IMG" => "client configuration";
        no_tls: "--tlsverify=false run IMG" => "TLS options";
        another_configuration_for_a_harmless_line: "--config /home/alice/in -v" => "client configuration";
        a_plugin: "compose up" => "command";
        a_plugin_by_help: "help compose" => "command";
        a_build: "build ." => "command";
        a_build_in_disguise: "image --help build ." => "command";
        the_raw_interface: "system dial-stdio" => "command";
        a_swarm: "service create IMG" => "command";
        an_unknown_option: "run --no-such-option=1 IMG" => "option";
        an_option_of_another_system: "run --isolation hyperv IMG" => "isolation";
        a_command_that_is_not_listed: "exec job-61234-1 sh" => "command";
        a_creation_behind_version: "-v run --privileged IMG" => "--privileged";
        a_creation_behind_help: "--help run --privileged IMG" => "--privileged";
        a_creation_behind_the_group_s_help: "container --help run --privileged IMG" => "--privileged";
    }
    Pods "podman" {
        storage_elsewhere: "--root /scratch/alice/r run -u 61234:61234 IMG" => "engine option";
        storage_elsewhere_behind_the_command: "run --root /scratch/alice/r -u 61234:61234 IMG" => "engine option";
        a_program_that_mounts: "run --storage-opt mount_program=/scratch/alice/x -u 61234:61234 IMG" => "engine option";
        a_runtime_by_path: "run --runtime /scratch/alice/x -u 61234:61234 IMG" => "runtime";
        a_namespace_of_the_engine_s: "--namespace x ps --filter name=alice-" => "engine option";
        a_namespace_by_its_other_name: "--ns x run -u 61234:61234 IMG" => "engine option";
        hooks: "run --hooks-dir /home/alice/in -u 61234:61234 IMG" => "hook";
        a_monitor: "run --conmon /home/alice/in -u 61234:61234 IMG" => "monitor program";
        a_module: "--module /home/alice/in run -u 61234:61234 IMG" => "engine option";
        another_machine: "--url tcp://10.0.0.1 run -u 61234:61234 IMG" => "podman";
        a_root_file_system: "run --rootfs -u 61234:61234 /home/alice/in" => "bind";
        an_image_of_a_directory: "run -u 61234:61234 dir:/home/alice/in" => "image";
        an_image_of_an_archive: "run -u 61234:61234 oci-archive:/home/alice/in" => "image";
        an_image_without_a_registry: "run -u 61234:61234 alpine" => "image";
        an_overlay_of_host_directories: "run -u 61234:61234 -v /scratch/alice/in:/mnt:O,upperdir=/etc,workdir=/etc IMG" => "bind";
        files_given_away: "run -u 61234:61234 -v /scratch/alice/in:/mnt:U IMG" => "bind";
        a_bind_whose_source_is_its_target: "run -u 61234:61234 --mount type=bind,dst=/root IMG" => "bind";
        read_only_that_means_writable: "run -u 61234:61234 --mount type=glob,src=/etc/*,dst=/mnt IMG" => "mount";
        memory_without_end: "run -u 61234:61234 --mount type=ramfs,dst=/mnt IMG" => "mount";
        an_id_map: "run -u 61234:61234 --uidmap 0:0:1 IMG" => "option";
        a_user_of_the_host: "run -u 61234:61234 --hostuser root IMG" => "option";
        all_groups_kept: "run -u 61234:61234 --group-add keep-groups IMG" => "group";
        a_namespace_by_path: "run -u 61234:61234 --pid ns:/proc/1/ns/pid IMG" => "pid namespace";
        a_network_by_path: "run -u 61234:61234 --network ns:/proc/1/ns/net IMG" => "network";
        a_pod: "run -u 61234:61234 --pod victim IMG" => "pod";
        another_container_needed: "run -u 61234:61234 --requires victim IMG" => "container";
        no_cgroup: "run -u 61234:61234 --cgroups disabled IMG" => "option";
        all_variables: "run -u 61234:61234 --env-host IMG" => "--env-host";
        variables_by_a_star: "run -u 61234:61234 -e '*' IMG" => "environment";
        a_secret: "run -u 61234:61234 --secret s IMG" => "mount";
        a_name_taken_over: "run -u 61234:61234 --name alice-1 --replace IMG" => "option";
        all_containers: "rm -a" => "containers in bulk";
        the_newest_container: "rm -l" => "containers in bulk";
        registries_without_tls: "run -u 61234:61234 --tls-verify=false IMG" => "option";
        unmasked_paths: "run -u 61234:61234 --security-opt unmask=ALL IMG" => "security option";
        a_monitor_s_file: "run -u 61234:61234 --conmon-pidfile /etc/x IMG" => "client file";
        a_log_by_path: "run -u 61234:61234 --log-opt path=/etc/x IMG" => "client file";
        a_profile_of_the_client: "run --cpu-profile /etc/x -u 61234:61234 IMG" => "client file";
        two_capabilities_in_one_word: "run -u 61234:61234 --cap-add chown,sys_admin IMG" => "capability";
        the_host_s_network_in_a_list: "run -u 61234:61234 --network none,host IMG" => "network";
        descriptors: "run -u 61234:61234 --preserve-fds 9 IMG" => "option";
        an_image_s_file_system_kept: "run -u 61234:61234 --rmi IMG" => "option";
    }
    Legacy "Builds by the engine" {
        a_context_that_is_not_listed: "build /etc" => "client file";
        a_context_that_leads_upwards: "build .." => "client file";
        a_context_of_another_home: "image build /home/bob" => "client file";
        a_context_from_elsewhere: "build https://elsewhere.example/x.git" => "fetched address";
        a_context_by_the_git_protocol: "builder build git@elsewhere.example:x.git" => "fetched address";
        a_dockerfile_outside: "build -f /etc/shadow ." => "client file";
        a_dockerfile_upwards: "build -f../../etc/passwd ." => "client file";
        a_dockerfile_from_elsewhere: "build -f https://elsewhere.example/Dockerfile ." => "fetched address";
        an_image_id_written_outside: "build --iidfile /etc/x ." => "client file";
        the_host_s_network_for_a_build: "build --network host ." => "network";
        another_container_s_network_for_a_build: "build --network container:victim ." => "network";
        the_host_s_network_overridden: "build --network none --network=host ." => "network";
        a_name_of_others_built: "build -t alpine ." => "image name";
        a_second_name_of_others_built: "build -t registry.example.org/alice/a -tregistry.example.org/tool:1 ." => "image name";
        a_security_option_for_a_build: "build --security-opt seccomp=unconfined ." => "security option";
        a_name_with_an_address_for_a_build: "build --add-host registry.example.org:10.0.0.1 ." => "host entry";
        another_cgroup_for_a_build: "build --cgroup-parent /system.slice ." => "cgroup parent";
        a_label_for_a_build: "build --label traefik.enable=true ." => "label";
        memory_for_a_build: "build -m 65g ." => "memory";
        a_loader_s_variable_for_a_build: "build --build-arg LD_PRELOAD ." => "variable";
        a_cache_of_any_image: "build --cache-from evil/image ." => "option";
        unsigned_images_for_a_build: "build --disable-content-trust ." => "--disable-content-trust";
        an_unknown_option_of_a_build: "build --secret=id=x,src=/etc/shadow ." => "option";
        a_push_to_others: "push registry.example.org/tool:1" => "pushed image";
        a_push_to_the_default_registry: "push alice/tool" => "pushed image";
        a_push_of_all_tags_elsewhere: "push -a registry.example.org/tool" => "pushed image";
        a_login_elsewhere: "login evil.example" => "registry";
        a_login_to_the_default_registry: "login" => "registry";
        a_password_of_a_registry_on_the_line: "login -u alice -p secret registry.example.org" => "credential";
        another_builder_by_the_plugin: "buildx build ." => "command";
    }
    Buildx "Builds by buildx" {
        a_context_outside_for_buildx: "build /etc" => "client file";
        a_file_as_a_secret: "build --secret id=x,src=/etc/shadow ." => "client file";
        a_file_as_a_secret_by_another_key: "build --secret ID=x,Source=/etc/shadow ." => "client file";
        a_secret_whose_last_source_counts: "build --secret id=x,src=/home/alice/env,source=/etc/shadow ." => "client file";
        a_variable_as_a_secret: "build --secret id=x,env=TOKEN ." => "option";
        a_variable_as_a_secret_by_its_type: "build --secret type=env,id=x,src=TOKEN ." => "option";
        a_secret_of_nothing_but_an_id: "build --secret id=TOKEN ." => "client file";
        the_agent_s_keys: "build --ssh default ." => "option";
        a_key_outside: "build --ssh default=/root/.ssh/id_ed25519 ." => "client file";
        a_second_key_outside: "build --ssh k=/home/alice/env,/root/.ssh/id_ed25519 ." => "client file";
        a_second_context_outside: "build --build-context x=/etc ." => "client file";
        a_second_context_upwards: "build --build-context x=../../etc ." => "client file";
        a_second_context_from_elsewhere: "build --build-context x=https://elsewhere.example/x.git ." => "fetched address";
        an_image_as_a_context: "build --build-context x=docker-image://evil ." => "fetched address";
        a_layout_outside: "build --build-context x=oci-layout:///etc:tag ." => "client file";
        files_written_outside: "build --output type=local,dest=/etc ." => "client file";
        files_written_outside_by_a_path: "build -o /etc ." => "client file";
        an_archive_written_outside: "build --output=type=tar,dest=/etc/x.tar ." => "client file";
        files_written_upwards: "build --output type=local,dest=../../etc ." => "client file";
        a_name_of_others_as_output: "build --output type=image,name=docker.io/library/alpine ." => "image name";
        a_push_by_output: "build --output type=registry,name=registry.example.org/tool:1 ." => "image name";
        a_push_by_a_switch: "build --push -t registry.example.org/tool:1 ." => "image name";
        a_cache_read_outside: "build --cache-from type=local,src=/etc ." => "client file";
        a_cache_written_outside: "build --cache-to type=local,dest=/etc ." => "client file";
        a_cache_pushed: "build --cache-to type=registry,ref=registry.example.org/tool:cache ." => "pushed image";
        a_cache_of_any_image_for_buildx: "build --cache-from evil/image ." => "option";
        results_written_outside: "build --metadata-file /etc/x ." => "client file";
        an_image_id_written_outside_by_buildx: "build --iidfile=/etc/x ." => "client file";
        no_confinement: "build --allow security.insecure ." => "builder privilege";
        the_host_s_network_by_privilege: "build --allow network.host --network none ." => "builder privilege";
        two_privileges_in_one_word: "build --allow=a,security.insecure ." => "builder privilege";
        the_host_s_network_for_buildx: "buildx build --network host ." => "network";
        another_builder: "build --builder evil ." => "engine context";
        another_builder_pruned: "builder prune --builder evil" => "command";
        a_scanner_s_image: "build --attest type=sbom,generator=evil ." => "option";
        an_annotation_of_an_image: "build --annotation a=b ." => "annotation";
        names_with_addresses_for_buildx: "build --add-host a=1.2.3.4,b=1.2.3.4 ." => "host entry";
        another_word_for_the_command: "--tlscert build build ." => "docker";
        a_build_in_disguise_of_help: "image --help build ." => "docker";
        a_builder_made: "buildx create --name x" => "command";
        a_file_of_targets: "buildx bake -f /etc/x" => "command";
    }
    Condor "HTCondor" {
        a_job_as_root: "create --memory=1g --name=HTCJob1_0__PID7 --user=0:0 IMG" => "user";
        a_job_as_a_daemon: "create --memory=1g --name=HTCJob1_0__PID7 --user=990:990 IMG" => "user";
        a_job_without_a_user: "create --memory=1g --name=HTCJob1_0__PID7 IMG" => "who";
        a_job_without_a_memory_limit: "create --name=HTCJob1_0__PID7 --user=61234:61234 IMG" => "memory";
        a_job_without_a_name: "create --memory=1g --user=61234:61234 IMG" => "a name";
        a_job_under_another_name: "create --memory=1g --name=web --user=61234:61234 IMG" => "name";
        all_gpus_by_the_job_s_own_variable: "create {job} -e NVIDIA_VISIBLE_DEVICES=all IMG" => "GPU";
        a_loader_s_variable_of_a_job: "create {job} -e LD_PRELOAD=/tmp/x.so IMG" => "variable";
        another_job_s_network: "create {job} --network=container:HTCJob2_0__PID8 IMG" => "network";
        a_host_path_for_a_job: "create {job} --volume /etc/grid-security:/etc/grid-security:ro IMG" => "bind";
        a_host_path_beside_the_scratch_directory: "create {job} --volume /var/lib/condor/execute/../spool:/mnt IMG" => "bind";
        the_scratch_directory_over_etc: "create {job} --volume /var/lib/condor/execute/dir_1:/etc IMG" => "bind";
        more_capabilities_for_a_job: "create {job} --cap-add=SYS_ADMIN IMG" => "capability";
        no_filter_for_a_job: "create {job} --security-opt seccomp=unconfined IMG" => "security option";
        a_port_of_the_host_for_a_job: "create {job} -p 22:22 IMG" => "port";
        a_disk_for_a_job: "create {job} --device /dev/nvidia0 --device /dev/sda IMG" => "device";
        a_container_that_is_no_job_entered: "exec -i web /bin/sh" => "container";
        root_in_a_job: "exec -u 0:0 HTCJob1_0__PID7 /bin/sh" => "user";
        a_container_that_is_no_job_removed: "rm -f -v web" => "container";
        containers_that_are_no_jobs_pruned: "container prune -f" => "containers in bulk";
        a_fetched_name_for_another_image: "tag registry.example.org/evil docker.io/library/debian:12" => "image name";
    }
}
