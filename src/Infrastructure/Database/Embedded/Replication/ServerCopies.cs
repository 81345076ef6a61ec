using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Agora.Infrastructure.Database.Embedded.Replication;

/// <summary>Makes the data of a server that of the primary: by pg_rewind where it parted from it, or by a new copy.</summary>
internal sealed partial class ServerCopies(ReplicationSettings settings)
{
    /// <summary>Null when it is where the primary parted from it; the complaint otherwise.</summary>
    public async Task<string?> RewindAsync(ClusterMember target, ClusterGroup group, CancellationToken ct)
    {
        await using (var connection = await ReplicationSettings.OpenAsync(group.Primary.AdminConnectionString("postgres"), ct))
        {
            // The control file of a server that was just promoted still names its former timeline.
            await ReplicationSettings.RunAsync(connection, "CHECKPOINT", ct);
        }

        await new ServerProcess(target.Place, settings.Clock).DisownStaleFileAsync(ct);
        var login = Path.Combine(target.Place.Root, "rewind.pgpass");
        await target.Place.WriteAsync(
            login, $"127.0.0.1:*:*:{EmbeddedCluster.Superuser}:{EmbeddedCluster.ReadPassword(group.PrimaryMember.Place)}\n",
            FileModes.Secret, ct);
        try
        {
            var result = await RunAsync(
                target,
                login,
                [
                    "pg_rewind", "--target-pgdata", target.Place.Data, .. NoSync,
                    "--source-server", string.Create(
                        CultureInfo.InvariantCulture,
                        $"host=127.0.0.1 port={group.Primary.Port} user={EmbeddedCluster.Superuser} dbname=postgres"),
                ],
                ct);
            return result.Succeeded ? await MissingLogAsync(target, group, ct) : result.Complaint;
        }
        finally
        {
            File.Delete(login);
        }
    }

    /// <summary>
    /// Null when the primary has the log from where the server replays: the last checkpoint that both have. It may have removed that.
    /// </summary>
    public async Task<string?> MissingLogAsync(ClusterMember target, ClusterGroup group, CancellationToken ct)
    {
        // pg_rewind writes the label where it took something back.
        var label = Path.Combine(target.Place.Data, "backup_label");
        var start = File.Exists(label)
            ? StartPattern().Match(await File.ReadAllTextAsync(label, ct)).Groups["file"].Value
            : (await ControlFile.ReadAsync(settings.Installation, target.Place, ct)).RedoFile;
        await using var connection = await ReplicationSettings.OpenAsync(group.Primary.AdminConnectionString("postgres"), ct);
        // The first 8 of the 24 digits are the timeline.
        await using var command = new NpgsqlCommand(
            "SELECT EXISTS (SELECT FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$' AND substr(name, 9) <= substr($1, 9))", connection)
        {
            Parameters = { new() { Value = start } },
        };
        return await command.ExecuteScalarAsync(ct) is true ? null : "the primary has removed the log since then";
    }

    /// <summary>A base backup of the primary, in place of what the folder holds.</summary>
    public async Task CopyAsync(ClusterMember standby, ClusterGroup group, CancellationToken ct)
    {
        var place = standby.Place;
        settings.Progress.Report($"Copying {group.PrimaryMember.Name} into {place.Root}");
        await settings.WriteLoginAsync(standby, ct);
        await place.WriteAsync(
            place.Password, EmbeddedCluster.ReadPassword(group.PrimaryMember.Place) + "\n", FileModes.Secret, ct);
        DeleteFolder(place.DraftData);
        var result = await RunAsync(
            standby,
            place.ReplicationLogin,
            [
                "pg_basebackup", "--pgdata", place.DraftData, "--host", "127.0.0.1", "--port",
                group.Primary.Port.ToString(CultureInfo.InvariantCulture), "--username", ReplicationSettings.Role, "--no-password",
                "--slot", standby.Slot, "--wal-method", "stream", "--checkpoint", "fast", .. NoSync,
            ],
            ct);
        if (!result.Succeeded)
        {
            DeleteFolder(place.DraftData);
            throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.StartFailed, $"The primary could not be copied into {place.Root}: {result.Complaint}");
        }

        await place.WriteAsync(Path.Combine(place.DraftData, Path.GetFileName(place.StandbySignal)), "", FileModes.Secret, ct);
        DeleteFolder(place.Data);
        Directory.Move(place.DraftData, place.Data);
    }

    private string[] NoSync => settings.Options.Durable ? [] : ["--no-sync"];

    private static void DeleteFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Task<ChildResult> RunAsync(ClusterMember member, string login, string[] command, CancellationToken ct)
    {
        var variables = ServerProcess.Variables(settings.Installation);
        variables["PGPASSFILE"] = login;
        variables["PGSSLMODE"] = "disable";
        variables["PGGSSENCMODE"] = "disable";
        return ChildProcess.RunAsync(
            ServiceAccount.Wrap(member.Place.Account, [settings.Installation.Tool(command[0]), .. command[1..]]), variables, null, ct);
    }

    [GeneratedRegex("^START WAL LOCATION: .*\\(file (?<file>[0-9A-F]{24})\\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StartPattern();
}
