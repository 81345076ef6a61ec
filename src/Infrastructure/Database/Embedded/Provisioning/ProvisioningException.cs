namespace Agora.Infrastructure.Database.Embedded.Provisioning;

/// <summary>One way to a private PostgreSQL failed. The provisioner tries the next and gathers the reasons.</summary>
internal sealed class ProvisioningException(string message) : Exception(message);
