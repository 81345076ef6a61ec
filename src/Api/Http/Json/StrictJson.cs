using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Agora.Api.Http.Json;

/// <summary>
/// Strict JSON for all requests: unknown, duplicate, misspelt, mistyped and missing members are refused.
/// </summary>
internal static class StrictJson
{
    /// <summary>Levels of nesting that a body may have.</summary>
    public const int MaxDepth = 16;

    /// <param name="contexts">The generated serializers of the features.</param>
    public static IServiceCollection AddStrictJson(this IServiceCollection services, params IJsonTypeInfoResolver[] contexts)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            Configure(json.SerializerOptions);
            for (var i = 0; i < contexts.Length; i++)
            {
                json.SerializerOptions.TypeInfoResolverChain.Insert(i, contexts[i]);
            }
        });
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        return services;
    }

    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.MaxDepth = MaxDepth;
        options.Encoder = ReadableEncoder.Instance;
        options.Converters.Add(new TextConverter());
        options.Converters.Add(new ElementConverter());
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new EnumNameConverter());
        options.Converters.Add(new OptionalConverter());
    }
}

/// <summary>An invalid JSON value, with a message for the caller.</summary>
internal sealed class RefusedValueException(string message) : JsonException(message)
{
    /// <summary>Where below the member that the serializer names; null for the member itself.</summary>
    public string? Below { get; init; }
}
