namespace Agora.Api.Http;

internal static class ContentTypes
{
    public const string Json = "application/json", MergePatch = "application/merge-patch+json";
}
