using Agora.Application.Imports;
using Agora.Application.Posts.Import;
using Agora.Infrastructure.Imports;
using Agora.Infrastructure.Posts.Import;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Demo;

/// <summary>A few posts of Agora's own, so that the first start has something to look at.</summary>
public static class DemoData
{
    private const string Resource = "Agora.Infrastructure.Demo.posts.ndjson";

    /// <summary>Imports the posts when the database holds none, not even a draft or a deleted one.</summary>
    /// <returns>Null when there was nothing to do.</returns>
    public static async Task<ImportReport?> EnsureAsync(IServiceProvider services, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var any = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new HasPosts(), ct);
        if (any is { IsSuccess: true, Value: true })
        {
            return null;
        }

        await using var posts = typeof(DemoData).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks {Resource}.");
        var file = await ImportFile.OpenAsync(posts, ImportFormat.Ndjson, PostRowFormat.Instance, ct);
        var import = scope.ServiceProvider.GetRequiredService<BulkImport<RawPost, ImportedPost>>();
        return await import.RunAsync(
            file.Value.Lines, new ImportOptions(ImportOptions.BatchLinesDefault, DryRun: false), new NullImportObserver(), ct);
    }

    private sealed class NullImportObserver : IImportObserver
    {
        public Task RejectedAsync(LineOutcome line, CancellationToken ct) => Task.CompletedTask;

        public Task ProgressedAsync(ImportCounts counts, CancellationToken ct) => Task.CompletedTask;
    }
}
