using System.Text.Json;

namespace Agora.Api.Tests.Imports;

internal static class ImportResults
{
    public static (long Created, long Updated, long Skipped, long Failed) Counts(this JsonElement result) => (
        result.GetProperty("created").GetInt64(),
        result.GetProperty("updated").GetInt64(),
        result.GetProperty("skipped").GetInt64(),
        result.GetProperty("failed").GetInt64());
}
