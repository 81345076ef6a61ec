using Agora.Infrastructure.Database.Embedded;

namespace Agora.Infrastructure.Tests.Database.Embedded;

/// <summary>A folder that the account of the server can enter too, which those of the framework are not.</summary>
internal sealed class OpenTempFolder : IDisposable
{
    public string Path { get; } = Make();

    public static string Make()
    {
        var path = System.IO.Path.Combine("/tmp", $"agora-{Guid.NewGuid():N}"[..18]);
        FileModes.MakeOpenFolder(path);
        return path;
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
