using System.Text;
using System.Text.Json;
using Agora.Application.Imports;
using Agora.Application.Posts.Import;
using Agora.Infrastructure.Imports;
using Agora.Infrastructure.Posts.Import;
using Agora.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Posts.Import;

/// <summary>Imports text into the database of a fixture, as the command line does with a file.</summary>
internal static class Importing
{
    public static Task<Outcome> ImportAsync(this ApiFixture api, params object[] lines) => api.ImportAsync(lines, batch: 2000);

    public static async Task<Outcome> ImportAsync(
        this ApiFixture api,
        IEnumerable<object> lines,
        int batch,
        Action<ImportCounts>? progressed = null,
        bool dryRun = false,
        CancellationToken ct = default)
    {
        var text = string.Join('\n', lines.Select(l => l as string ?? JsonSerializer.Serialize(l)));
        await using var source = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var file = await ImportFile.OpenAsync(source, ImportFormat.Auto, PostRowFormat.Instance, CancellationToken.None);
        return await api.ImportAsync(file.Value.Lines, batch, progressed, dryRun, ct);
    }

    public static async Task<Outcome> ImportAsync(
        this ApiFixture api,
        IAsyncEnumerable<ImportLine<RawPost>> lines,
        int batch,
        Action<ImportCounts>? progressed = null,
        bool dryRun = false,
        CancellationToken ct = default)
    {
        await using var scope = api.Services.CreateAsyncScope();
        var observer = new Observer(progressed ?? (_ => { }));
        var import = scope.ServiceProvider.GetRequiredService<BulkImport<RawPost, ImportedPost>>();
        return new Outcome(await import.RunAsync(lines, new ImportOptions(batch, dryRun), observer, ct), observer.Rejected);
    }

    /// <summary>A post by an author whom no other test knows.</summary>
    public static Post NewPost(string? author = null) => new(author ?? NewAuthor(), $"Title {Guid.NewGuid():N}", "Body");

    public static string NewAuthor() => $"Author {Guid.NewGuid():N} <{Guid.NewGuid():N}@example.org>";

    public static Task<long> CountAsync(this ApiFixture api, string title) =>
        api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.posts WHERE title = $1", title);

    internal sealed record Outcome(ImportReport Report, IReadOnlyList<LineOutcome> Rejected)
    {
        public ImportCounts Counts => Report.Counts;
    }

    internal sealed record Post(object author, string title, string body)
    {
        public string[] tags { get; init; } = [];

        public string? publishedAt { get; init; } = "2026-03-01T09:30:00Z";

        public string status { get; init; } = "published";

        public string language { get; init; } = "english";
    }

    private sealed class Observer(Action<ImportCounts> progressed) : IImportObserver
    {
        public List<LineOutcome> Rejected { get; } = [];

        public Task RejectedAsync(LineOutcome line, CancellationToken ct)
        {
            Rejected.Add(line);
            return Task.CompletedTask;
        }

        public Task ProgressedAsync(ImportCounts counts, CancellationToken ct)
        {
            progressed(counts);
            return Task.CompletedTask;
        }
    }
}
