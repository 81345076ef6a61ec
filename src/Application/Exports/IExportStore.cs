namespace Agora.Application.Exports;

public interface IExportStore
{
    /// <summary>About a megabyte, inside the transaction of the running command.</summary>
    Task<ExportChunk> ReadAsync(ExportRequest request, Guid? author, Guid after, CancellationToken ct);

    /// <summary>The first line of a CSV file, with its line end.</summary>
    string HeaderOf(ExportNoun noun);
}
