using System.Collections.Concurrent;

namespace Agora.Infrastructure.Tests.Database.Embedded;

/// <summary>Keeps what was reported, at once and in order, as <see cref="Progress{T}"/> does not.</summary>
internal sealed class Lines : IProgress<string>
{
    private readonly ConcurrentQueue<string> lines = new();

    public string Text => string.Join('\n', lines);

    public void Report(string value) => lines.Enqueue(value);
}
