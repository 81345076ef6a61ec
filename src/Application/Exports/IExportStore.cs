namespace Agora.Application.Exports;

public interface IExportStore
{
    /// <summary>About four megabytes at most, inside the transaction of the running command.</summary>
    Task<ExportChunk> ReadAsync(ExportRequest request, Guid? author, Guid after, CancellationToken ct);

    /// <summary>The first line of a CSV file, with its line end.</summary>
    string HeaderOf(ExportNoun noun);
}
