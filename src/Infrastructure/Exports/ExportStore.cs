using System.Text.Json;
using Agora.Application.Exports;
using Agora.Application.Posts;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Posts;

namespace Agora.Infrastructure.Exports;

internal sealed class ExportStore(DbSession db) : IExportStore
{
    public string HeaderOf(ExportNoun noun) => Of(noun).Header;

    public async Task<ExportChunk> ReadAsync(ExportRequest request, Guid? author, Guid after, CancellationToken ct)
    {
        var statements = Of(request.Noun);
        await SetAsync(request, author, after, upto: null, ct);
        var next = await db.ScalarAsync<NextRows>(statements.Next, null, ct);
        if (next.Last is not { } last)
        {
            return new ExportChunk(ReadOnlyMemory<byte>.Empty, 0, Last: null);
        }

        if (next.Rows == 0)
        {
            return new ExportChunk(ReadOnlyMemory<byte>.Empty, 0, last);
        }

        await SetAsync(request, author, after, last, ct);
        var connection = await db.TransactionConnectionAsync(ct);
        using var bytes = new MemoryStream();
        using (var copy = await connection.BeginTextExportAsync(
            request.Format == ExportFormat.Csv ? statements.Csv : statements.Json, ct))
        {
            // The server has encoded it: what it sends is what the file holds.
            await ((StreamReader)copy).BaseStream.CopyToAsync(bytes, ct);
        }

        return new ExportChunk(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), next.Rows, last);
    }

    private static ExportStatements Of(ExportNoun noun) => noun switch
    {
        ExportNoun.Posts => ExportSql.OfPosts,
        ExportNoun.Users => ExportSql.OfUsers,
        ExportNoun.Comments => ExportSql.OfComments,
    };

    private async Task SetAsync(
        ExportRequest request, Guid? author, Guid after, Guid? upto, CancellationToken ct)
    {
        var filter = JsonSerializer.Serialize(new
        {
            after,
            upto,
            author,
            tags = TagFilter.Of(request.Filter.Tags, TagMatch.All)?.Names,
            status = request.Filter.Status is { } status ? Stored.Name(status) : null,
            language = request.Filter.Language,
            post = request.Filter.Post,
            from = request.Filter.From,
            to = request.Filter.To,
            formulas = request.Formulas == FormulaCells.Keep,
        });
        db.AllowLongStatements();
        await db.ExecuteAsync(ExportSql.Set, new { filter }, ct);
    }

    private sealed record NextRows(int Rows, Guid? Last);
}
