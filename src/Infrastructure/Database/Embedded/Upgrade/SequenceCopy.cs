namespace Agora.Infrastructure.Database.Embedded.Upgrade;

/// <summary>Sequences, which do not travel with the changes of tables.</summary>
internal static class SequenceCopy
{
    public static async Task RunAsync(UpgradeServer from, UpgradeServer to, CancellationToken ct)
    {
        const string values = """
            SELECT format('%I.%I', s.schemaname, s.sequencename), s.last_value FROM pg_sequences AS s WHERE s.last_value IS NOT NULL
            """;
        var found = await from.ListAsync(values, row => (Name: row.GetString(0), Value: row.GetInt64(1)), ct);
        await to.RunAsync(
            "SELECT setval(s.name::regclass, s.value) FROM unnest($1::text[], $2::bigint[]) AS s (name, value)",
            ct,
            found.Select(sequence => sequence.Name).ToArray(),
            found.Select(sequence => sequence.Value).ToArray());
    }
}
