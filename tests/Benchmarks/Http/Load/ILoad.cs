namespace Agora.Benchmarks.Http.Load;

/// <summary>A load that is ready to run; making it ready costs nothing while it is measured. Disposing deletes its files.</summary>
internal interface ILoad : IDisposable
{
    Task<LoadResult> RunAsync(int connections, int seconds, CancellationToken ct);
}
