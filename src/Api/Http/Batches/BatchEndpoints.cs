using System.Text.Json;
using System.Text.Json.Nodes;
using Agora.Api.Http.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agora.Api.Http.Batches;

internal static class BatchEndpoints
{
    private const string Example = """
        {
          "operations": [
            { "id": "post", "method": "POST", "path": "/api/v1/posts", "body": { "title": "How engines weave", "body": "As looms do." } },
            { "id": "comment", "method": "POST", "path": "/api/v1/posts/{post.id}/comments", "body": { "body": "Questions go here." } },
            {
              "id": "reply", "method": "POST", "path": "/api/v1/posts/{post.id}/comments",
              "body": { "body": "Which loom?", "parentId": { "$from": "comment.id" } }
            },
            {
              "id": "tagged", "method": "PATCH", "path": "/api/v1/posts/{post.id}", "ifMatch": "{post.@etag}",
              "body": { "tags": ["engines"] }
            }
          ]
        }
        """;

    public static void MapBatch(this IEndpointRouteBuilder api) =>
        api.MapPost("/batch", Run).WithTags("Batch").WithName("RunBatch").AddOpenApiOperationTransformer((operation, context, _) =>
        {
            // A failed batch has the status of the failed operation.
            SharedResponses.Refer(operation, context.Document!, 404, 405, 428);
            foreach (var content in operation.RequestBody?.Content?.Values ?? [])
            {
                content.Example = JsonNode.Parse(Example);
            }

            return Task.CompletedTask;
        });

    [EndpointSummary("Run a batch atomically")]
    [EndpointDescription(
        "Runs up to 50 operations in order, in one transaction; the operator may configure another number. Each operation passes the same "
        + "checks as a single request, including rate limits. A later operation can refer to the response of an earlier one: `{a.id}` in a "
        + "path or in `ifMatch`, `{\"$from\": \"a.id\"}` in a body, and `a.@etag` for the version.\n\n"
        + "When an operation fails, the batch is rolled back. The response is a problem with the status of that operation and the code "
        + "`batch.failed`; its `results` show the problem of that operation, and 424 for each of the others.\n\n"
        + "Supported are writes to posts, comments, profiles, preferences, follows and blocks, flags, moderation cases and tags, and the "
        + "descriptions and order of files.")]
    private static async Task<Results<Ok<BatchResponse>, ProblemHttpResult>> Run(
        BatchRequest body, BatchRunner runner, BatchOptions options, HttpContext http)
    {
        if (body.Check(options.MaxOperations) is { } wrong)
        {
            return Problems.From(wrong);
        }

        var (results, failed) = await runner.RunAsync(body, http);
        return failed is { } at
            ? TypedResults.Problem(Failed(body, results[at], at))
            : TypedResults.Ok(new BatchResponse(results));
    }

    private static ProblemDetails Failed(BatchRequest batch, BatchResult failure, int at)
    {
        var results = batch.Operations.OfType<BatchRequest.Operation>().Select((operation, i) =>
            i == at ? failure
            : i < at ? Refused(operation, "batch.rolled_back", "Rolled back, because a later operation failed.")
            : Refused(operation, "batch.not_run", "Not run, because an earlier operation failed."));
        var document = Problems.Document(
            failure.Status, "batch.failed", $"The batch was rolled back, because the operation {failure.Id} failed.");
        document.Extensions["results"] = JsonSerializer.SerializeToElement(new BatchResponse([.. results]), BatchJson.Default.BatchResponse)
            .GetProperty("results");
        return document;
    }

    private static BatchResult Refused(BatchRequest.Operation operation, string code, string detail)
    {
        var problem = Problems.Document(StatusCodes.Status424FailedDependency, code, detail);
        return new BatchResult(operation.Id, StatusCodes.Status424FailedDependency)
        {
            Body = JsonSerializer.SerializeToElement(problem, ProblemJson.Default.ProblemDetails),
        };
    }
}
