using System.Text.Json.Nodes;
using Agora.Api.Media;
using Agora.Domain.Media;
using Microsoft.OpenApi;

namespace Agora.Api.Http.OpenApi;

/// <summary>Metadata: the request body is a file.</summary>
internal sealed class AcceptsFile
{
    public static readonly AcceptsFile Instance = new();
}

/// <summary>Metadata: the request body is a file of rows.</summary>
internal sealed class AcceptsRows
{
    public static readonly AcceptsRows Instance = new();
}

/// <summary>Metadata: the response is a file of rows.</summary>
internal sealed class ReturnsRows
{
    public const string Ndjson = "application/x-ndjson", Csv = "text/csv", Json = "application/json";

    public static readonly ReturnsRows Instance = new();
}

/// <summary>Metadata: the response may be a report in lines instead of one object.</summary>
internal sealed class StreamsReport
{
    public static readonly StreamsReport Instance = new();
}

/// <summary>Metadata: the response is a file or a range of one.</summary>
internal sealed class ReturnsFile
{
    public static readonly ReturnsFile Instance = new();
}

/// <summary>Documents binary bodies.</summary>
internal static class FileBodies
{
    private const string Bytes = "application/octet-stream", Form = "multipart/form-data";

    private static readonly string[] RowTypes = [ReturnsRows.Ndjson, ReturnsRows.Csv, Bytes];

    public static void Describe(OpenApiOperation operation, IList<object> metadata, OpenApiDocument document)
    {
        if (metadata.OfType<AcceptsFile>().Any())
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Description =
                    "The file itself, or a form that contains it. Supported types: "
                    + $"{string.Join(", ", MediaType.All.Select(t => t.Name))}.",
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [Bytes] = Body(), [Form] = FormBody() },
            };
        }

        if (metadata.OfType<AcceptsRows>().Any())
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Description =
                    "Rows in UTF-8: one JSON object a line, CSV with a header (RFC 4180), or a JSON array; also compressed by gzip.",
                Required = true,
                Content = RowTypes.ToDictionary(type => type, _ => Body(), StringComparer.Ordinal),
            };
        }

        if (metadata.OfType<ReturnsRows>().Any())
        {
            operation.Responses ??= [];
            operation.Responses["200"] = new OpenApiResponse
            {
                Description = "The rows.",
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    [ReturnsRows.Ndjson] = Lines("{\"id\":\"01a1fe9a-f639-7cc3-8aaa-a484c2237c6e\"}\n"),
                    [ReturnsRows.Csv] = Lines("id\r\n01a1fe9a-f639-7cc3-8aaa-a484c2237c6e\r\n"),
                    [ReturnsRows.Json] = new OpenApiMediaType
                    {
                        Schema = new OpenApiSchema
                        {
                            Type = JsonSchemaType.Array,
                            Items = new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalPropertiesAllowed = true },
                        },
                        Example = new JsonArray(
                            new JsonObject { ["id"] = "01a1fe9a-f639-7cc3-8aaa-a484c2237c6e" }),
                    },
                },
            };
        }

        if (metadata.OfType<StreamsReport>().Any() && operation.Responses?["200"] is OpenApiResponse { Content: { } content })
        {
            content[ReturnsRows.Ndjson] = Lines("{\"progress\":{\"lines\":2,\"created\":2,\"updated\":0,\"skipped\":0,\"failed\":0}}\n");
        }

        if (metadata.OfType<ReturnsFile>().Any())
        {
            operation.Responses ??= [];
            operation.Responses["200"] = Answer("The whole file.");
            operation.Responses["206"] = Answer("The requested range.");
            operation.Responses["206"].Headers!["Content-Range"] = SharedResponses.Header(
                "The range and the length of the file.", JsonSchemaType.String, "bytes 0-99/1234", required: true);
            operation.Responses["304"] = new OpenApiResponse { Description = "The client has the content.", Headers = Headers() };
            SharedResponses.Refer(operation, document, 412, 416);
        }
    }

    private static OpenApiResponse Answer(string description) => new()
    {
        Description = description,
        Headers = Headers(),
        Content = MediaType.All.ToDictionary(t => t.Name, _ => Body(), StringComparer.Ordinal),
    };

    private static Dictionary<string, IOpenApiHeader> Headers() => new(StringComparer.Ordinal)
    {
        ["ETag"] = SharedResponses.Header(
            "The checksum of the content.", JsonSchemaType.String, $"\"{new string('0', 64)}\"", required: true),
        ["Last-Modified"] = SharedResponses.Header("When the file was uploaded.", JsonSchemaType.String, "Sat, 31 Jan 2026 12:00:00 GMT"),
        ["Content-Disposition"] = SharedResponses.Header(
            "Images are shown inline; other files are saved under this name.", JsonSchemaType.String, "inline; filename=loom.jpg"),
        ["Accept-Ranges"] = SharedResponses.Header("Range requests are supported.", JsonSchemaType.String, "bytes"),
    };

    private static OpenApiMediaType FormBody() => new()
    {
        Schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string>(StringComparer.Ordinal) { MediaForm.FilePart },
            AdditionalPropertiesAllowed = false,
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                [MediaForm.FilePart] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = "The file." },
                [MediaForm.AlternativeTextPart] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    MinLength = 1,
                    MaxLength = MediaRules.AlternativeTextMax,
                    Description = "A description for readers who cannot see the file. Replaces the parameter of the same name.",
                },
                [MediaForm.FileNamePart] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    MinLength = 1,
                    MaxLength = MediaRules.FileNameMax,
                    Description = "The file name of a download; by default that of the part. Replaces the parameter of the same name.",
                },
            },
        },
    };

    private static OpenApiMediaType Lines(string example) => new()
    {
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = example,
    };

    private static OpenApiMediaType Body() => new()
    {
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
        Example = "bytes",
    };
}
