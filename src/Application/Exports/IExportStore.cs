namespace Agora.Application.Exports;

public interface IExportStore
{
    /// <summary>Inside the transaction of the running command.</summary>
    Task<ExportChunk> ReadAsync(ExportRequest request, Guid after, int rows, CancellationToken ct);

    /// <summary>The first line of a CSV file, with its line end.</summary>
    string HeaderOf(ExportNoun noun);
}
