namespace Agora.Api.Configuration;

/// <summary>The folder where Agora keeps what no setting gives another place: beside the data of the embedded database.</summary>
internal static class AgoraHome
{
    /// <summary>Null where the account of the process has no home.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable("AGORA_HOME") is { Length: > 0 } own
        ? own
        : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } data
            ? Path.Combine(data, "agora")
            : null;
}
