using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Agora.Bare;

internal static class Reads
{
    public static void MapReads(this WebApplication app)
    {
        app.MapGet("/health", () => TypedResults.Ok(new Health("ok", TimeProvider.System.GetUtcNow().UtcDateTime, "Production")));
        app.MapGet("/api/v1/users/{id:guid}", FindUserAsync);
        app.MapGet("/api/v1/users/me", MeAsync);
        app.MapGet("/api/v1/posts/{id:guid}", PostAsync);
    }

    private static async Task<Results<Ok<UserView>, NotFound>> FindUserAsync(Guid id, NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.QueryFirstOrDefaultAsync<UserView>(PlainSql.User, new { id }) is { } user
            ? TypedResults.Ok(user)
            : TypedResults.NotFound();
    }

    private static async Task<Results<Ok<UserView>, NotFound>> MeAsync(HttpContext http, NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.QueryFirstOrDefaultAsync<UserView>(PlainSql.Me, new { me = Caller.Id(http) }) is { } user
            ? TypedResults.Ok(user)
            : TypedResults.NotFound();
    }

    private static async Task<Results<Ok<PostView>, NotFound>> PostAsync(Guid id, NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        if (await connection.QueryFirstOrDefaultAsync<PostRow>(PlainSql.Post, new { id }) is not { } row)
        {
            return TypedResults.NotFound();
        }

        using var metadata = JsonDocument.Parse(row.Metadata);
        return TypedResults.Ok(row.ToView(metadata.RootElement.Clone()));
    }
}
