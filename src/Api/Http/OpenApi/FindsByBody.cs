namespace Agora.Api.Http.OpenApi;

/// <summary>The body names what is looked for, so that 404 is a response of the operation.</summary>
internal sealed class FindsByBody;

internal static class FindsByBodyMetadata
{
    public static TBuilder FindsByBody<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new FindsByBody());
}
