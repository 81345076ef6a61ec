using System.Text.Json;
using System.Text.Json.Serialization;
using Agora.Infrastructure.Database.Bootstrap;
using Agora.Infrastructure.Secrets;

namespace Agora.Infrastructure.Database;

/// <summary>What the embedded server needs to be the same server tomorrow: kept beside its data, readable by its owner alone.</summary>
internal sealed record EmbeddedSecrets(string SecretKey, string ApiPassword, string MigratorPassword)
{
    public const string FileName = "agora.secrets.json";

    /// <summary>Derived, so that the files of former releases, which lack them, still serve.</summary>
    [JsonIgnore]
    public OperatorPasswords Operators
    {
        get
        {
            var keys = new SecretKeys(SecretKey, []);
            return new OperatorPasswords(
                Convert.ToHexStringLower(keys.For("role/ops_watch")),
                Convert.ToHexStringLower(keys.For("role/ops_maintain")),
                Convert.ToHexStringLower(keys.For("role/ops_backup")));
        }
    }

    /// <summary>Encrypts the backups of the embedded server, where no other key is set.</summary>
    [JsonIgnore]
    public string BackupKey => Convert.ToHexStringLower(new SecretKeys(SecretKey, []).For("backups"));

    public static string PathIn(string clusterFolder) => Path.Combine(clusterFolder, FileName);

    /// <summary>Of the role by which standbys follow the primary.</summary>
    [JsonIgnore]
    public string ReplicationPassword => Convert.ToHexStringLower(new SecretKeys(SecretKey, []).For("role/ops_replication"));

    /// <summary>Reads the file, or makes it. Two processes that start at once end up with the same one.</summary>
    public static async Task<EmbeddedSecrets> ReadOrCreateAsync(string path, CancellationToken ct)
    {
        var passwords = RolePasswords.Generate();
        var made = new EmbeddedSecrets(SecretKeys.Generate(), passwords.Api, passwords.Migrator);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var temporary = $"{path}.{Environment.ProcessId}";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            await using (var file = new FileStream(temporary, options))
            {
                await JsonSerializer.SerializeAsync(file, made, JsonSerializerOptions.Default, ct);
            }

            File.Move(temporary, path, overwrite: false);
            return made;
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete($"{path}.{Environment.ProcessId}");
            await using var file = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync<EmbeddedSecrets>(file, JsonSerializerOptions.Default, ct)
                ?? throw new InvalidConfigurationException($"{path} is damaged. Run: agora db reset");
        }
    }
}
