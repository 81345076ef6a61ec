using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Agora.Api.Http.Json;
using Agora.Application.Common;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Agora.Api.Http.OpenApi;

/// <summary>
/// Describes what the converters of <see cref="StrictJson"/> read and write, which the framework cannot see through, and says that
/// objects take no other members.
/// </summary>
internal static class SchemaTransformer
{
    /// <summary>Requests are nested in the endpoints of their noun, whose name tells them apart: <c>UserCreateRequest</c>.</summary>
    public static string? ReferenceId(JsonTypeInfo type)
    {
        if (OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null
            || IsOptional(type.Type)
            || Nullable.GetUnderlyingType(type.Type) is not null
            || type.Type == typeof(JsonElement))
        {
            return null;
        }

        return Name(type.Type);
    }

    public static async Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var type = context.JsonTypeInfo.Type;
        var isParameter = context.ParameterDescription is not null && context.JsonPropertyInfo is null;
        var nullable = IsNullable(context);
        DescribeDefault(schema, context);
        if (context.JsonPropertyInfo?.AttributeProvider?.IsDefined(typeof(AlternativeToAttribute), inherit: false) == true)
        {
            schema.Metadata ??= new Dictionary<string, object>(StringComparer.Ordinal);
            schema.Metadata[AlternativeToAttribute.Metadata] = true;
        }

        if (context.JsonPropertyInfo?.AttributeProvider?.IsDefined(typeof(AnyObjectAttribute), inherit: false) == true)
        {
            var takesNull = IsOptional(type) ? PatchTakesNull(context) == true : Nullable.GetUnderlyingType(type) is not null;
            SetType(schema, JsonSchemaType.Object, takesNull);
            schema.AdditionalProperties = new OpenApiSchema();
            return;
        }

        if (IsOptional(type))
        {
            var inner = await context.GetOrCreateSchemaAsync(type.GetGenericArguments()[0], null, ct);
            nullable = PatchTakesNull(context) ?? false;
            Copy(inner, schema);
            SetNull(schema, nullable);
            CountItems(schema);
            if (context.JsonPropertyInfo is not null)
            {
                // Without words of its own the member has been given those of the wrapper.
                var wrapper = await context.GetOrCreateSchemaAsync(type, null, ct);
                schema.Description = schema.Description == wrapper.Description ? null : schema.Description;
            }

            return;
        }

        var plain = Nullable.GetUnderlyingType(type) ?? type;
        // What is left out of a query is absent, not null.
        nullable = !isParameter && (nullable || plain != type);
        if (plain == typeof(string))
        {
            SetType(schema, JsonSchemaType.String, nullable);
        }
        else if (plain == typeof(DateTimeOffset))
        {
            SetType(schema, JsonSchemaType.String, nullable);
            schema.Format = "date-time";
        }
        else if (plain.IsEnum)
        {
            SetType(schema, JsonSchemaType.String, nullable);
            schema.Enum = [.. EnumNameConverter.NamesOf(plain).Select(n => (JsonNode)n)];
            SetNull(schema, nullable);
        }
        else if (plain == typeof(int) || plain == typeof(long))
        {
            SetType(schema, JsonSchemaType.Integer, nullable);
            schema.Pattern = null;
        }
        else if (plain == typeof(float) || plain == typeof(double) || plain == typeof(decimal))
        {
            SetType(schema, JsonSchemaType.Number, nullable);
            schema.Pattern = null;
        }
        else if (context.JsonTypeInfo is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element })
        {
            schema.Items ??= await context.GetOrCreateSchemaAsync(element, null, ct);
        }
        else if (context.JsonTypeInfo is { Kind: JsonTypeInfoKind.Dictionary, ElementType: { } value })
        {
            schema.AdditionalProperties ??= await context.GetOrCreateSchemaAsync(value, null, ct);
        }
        else if (schema.Type?.HasFlag(JsonSchemaType.Object) == true
            && context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object
            && schema.Properties is { Count: > 0 })
        {
            schema.AdditionalPropertiesAllowed = false;
        }
    }

    private static string Name(Type type)
    {
        var name = type.IsGenericType
            ? string.Concat(type.GetGenericArguments().Select(Name)) + type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]
            : type.Name;
        return type.DeclaringType is { } outer
            ? outer.Name.Replace("Endpoints", "", StringComparison.Ordinal) + name
            : name;
    }

    private static bool IsOptional(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>);

    private static bool IsNullable(OpenApiSchemaTransformerContext context) =>
        context.JsonPropertyInfo is { IsGetNullable: true, PropertyType.IsValueType: false };

    /// <summary>The nullability of T in an <c>Optional&lt;T&gt;</c> member.</summary>
    private static bool? PatchTakesNull(OpenApiSchemaTransformerContext context) =>
        context.JsonPropertyInfo?.AttributeProvider is PropertyInfo member
            ? new NullabilityInfoContext().Create(member).GenericTypeArguments[0].ReadState == NullabilityState.Nullable
            : null;

    private static void SetType(OpenApiSchema schema, JsonSchemaType type, bool nullable) =>
        schema.Type = nullable ? type | JsonSchemaType.Null : type;

    /// <summary>
    /// A default of a body is said in words: as a keyword, it makes generators take the member for one that is always there, and ask for
    /// it.
    /// </summary>
    private static void DescribeDefault(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        if (context.JsonPropertyInfo is null || schema.Default is not { } value)
        {
            return;
        }

        schema.Description = $"{schema.Description} `{value.ToJsonString().Trim('"')}` when left out.".TrimStart();
        schema.Default = null;
    }

    /// <summary>The attributes of a member tell lengths; the lengths of a list are numbers of items.</summary>
    private static void CountItems(OpenApiSchema schema)
    {
        if (schema.Type?.HasFlag(JsonSchemaType.Array) == true)
        {
            (schema.MinItems, schema.MaxItems, schema.MinLength, schema.MaxLength) = (
                schema.MinLength ?? schema.MinItems, schema.MaxLength ?? schema.MaxItems, null, null);
        }
    }

    private static void SetNull(OpenApiSchema schema, bool nullable)
    {
        // An enumeration lists all of its values, null among them.
        if (schema.Enum is { Count: > 0 } names)
        {
            schema.Enum =
                [.. names.Where(n => !n.IsJsonNullSentinel()), .. nullable ? [JsonNullSentinel.JsonNull] : Array.Empty<JsonNode>()];
        }

        if (schema.Type is { } type)
        {
            SetType(schema, type & ~JsonSchemaType.Null, nullable);
        }
    }

    private static void Copy(OpenApiSchema from, OpenApiSchema to)
    {
        to.Type = from.Type;
        to.Format = from.Format;
        to.Enum = from.Enum;
        to.Items = from.Items;
        to.Properties = from.Properties;
        to.AdditionalProperties = from.AdditionalProperties;
        to.AdditionalPropertiesAllowed = from.AdditionalPropertiesAllowed;
        to.Required = from.Required;
    }
}
