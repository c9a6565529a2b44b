// The fields that the Kubernetes API (1.34) has in what is read here.

export const CONFIG_MAP = fields('apiVersion kind metadata data binaryData immutable');
export const SECRET = fields('apiVersion kind metadata data stringData type immutable');

export const METADATA = fields(`
  name generateName namespace labels annotations finalizers ownerReferences managedFields
  uid resourceVersion generation selfLink
  creationTimestamp deletionTimestamp deletionGracePeriodSeconds
`);

/** Those of a volume that show objects as files. */
export const VOLUME_TYPES = ['configMap', 'secret', 'downwardAPI', 'projected'] as const;

export const VOLUME = fields(`
  name ${VOLUME_TYPES.join(' ')}
  emptyDir hostPath persistentVolumeClaim ephemeral csi image
  nfs iscsi fc flexVolume flocker gitRepo glusterfs quobyte rbd cephfs cinder scaleIO storageos portworxVolume
  vsphereVolume awsElasticBlockStore azureDisk azureFile gcePersistentDisk photonPersistentDisk
`);

export const PROJECTED = fields('sources defaultMode');
export const PROJECTED_SOURCE = fields(
  'configMap secret downwardAPI serviceAccountToken clusterTrustBundle podCertificate',
);

export const KEY_TO_PATH = fields('key path mode');
export const DOWNWARD_FILE = fields('path mode fieldRef resourceFieldRef');

function fields(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
